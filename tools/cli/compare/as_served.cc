#include "cli/compare/as_served.h"

#include <string>

#include "adapters/learner_codec.h"
#include "features/builtins.h"

namespace yachay::compare {
namespace {

using features::FeatureValue;
namespace pb = yachay::features::v1;

// As the feature store answers for one learner.
void AddColumn(const std::string& name, const FeatureValue& value, pb::FeatureColumn& column) {
  column.set_name(name);
  column.add_statuses(value.known() ? pb::FEATURE_STATUS_PRESENT : pb::FEATURE_STATUS_NULL_VALUE);
  if (const auto* number = std::get_if<double>(&value.value)) column.add_numbers(*number);
  if (const auto* text = std::get_if<std::string>(&value.value)) column.add_texts(*text);
  if (const auto* map = std::get_if<features::NumberMap>(&value.value)) {
    pb::NumberMap& numbers = *column.add_maps();
    for (const auto& [key, number] : *map) {
      numbers.add_keys(key);
      numbers.add_values(number);
    }
  }
}

}  // namespace

recommendation::Learner ReadAsServed(const features::LearnerState& state,
                                     const learning::Calibration& calibration, std::int64_t now_ms) {
  const features::Moment moment{state, calibration, now_ms};
  pb::GetFeaturesResponse response;
  const pb::GetFeaturesRequest asked = recommendation::LearnerRequest("", true);
  for (const std::string& name : asked.features()) {
    const std::size_t colon = name.find(':');
    const features::Builtin* builtin =
        features::FindBuiltin(name.substr(0, colon), std::string_view(name).substr(colon + 1));
    // What is no built-in is aggregated, as of sessions: the simulated state has answers and contents.
    AddColumn(name, builtin == nullptr ? FeatureValue{} : builtin->read(moment), *response.add_columns());
  }
  return *recommendation::LearnerOf(response);
}

}  // namespace yachay::compare

#include "features/engagement.h"

#include "absl/strings/str_cat.h"

namespace yachay::features {
namespace {

ViewSet Parse() {
  auto views = ParseViews({EngagementSource()}, "");
  // Compiled in and tested: a build whose own view does not parse must not run.
  if (!views.ok()) throw std::logic_error(std::string(views.status().message()));
  return *std::move(views);
}

}  // namespace

const ViewSet& EngagementViews() {
  static const ViewSet& views = *new ViewSet(Parse());
  return views;
}

const std::array<const char*, kEngagementColumns>& EngagementColumns() {
  static const auto kNames = [] {
    std::array<const char*, kEngagementColumns> names{};
    for (std::size_t i = 0; i < names.size(); ++i)
      names[i] = EngagementViews().views().at(0).features.at(i).name.c_str();
    return names;
  }();
  return kNames;
}

std::array<FeatureValue, kEngagementColumns> EngagementRow(const LearnerState& state, std::int64_t as_of_ms) {
  static const learning::Calibration kNone;  // no engagement column is calibrated
  const View& view = EngagementViews().views().front();
  std::array<FeatureValue, kEngagementColumns> row;
  for (std::size_t i = 0; i < row.size(); ++i) row[i] = view.features[i].Read({state, kNone, as_of_ms});
  return row;
}

}  // namespace yachay::features

#include "adapters/prediction_decoder.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "models/layout.h"
#include "yachay/inference/v1/prediction_log.pb.h"

namespace yachay::drift_monitor {
namespace {

namespace inference = yachay::inference::v1;

drift::Value ValueOf(const inference::ServedFeature& feature) {
  if (feature.has_number()) return feature.number();
  if (feature.has_text()) return feature.text();
  return {};
}

drift::Value Predicted(const inference::PredictionLogged& logged) {
  if (!logged.label().empty()) return logged.label();
  if (logged.probabilities_size() == 1) return static_cast<double>(logged.probabilities(0));
  return {};
}

}  // namespace

absl::StatusOr<ServedRow> DecodePrediction(const kafka::ReceivedRecord& record) {
  inference::PredictionLogged logged;
  if (!logged.ParseFromString(record.value))
    return absl::InvalidArgumentError("value: this is no PredictionLogged");
  if (absl::Status name = models::CheckName("model", logged.model()); !name.ok()) return name;
  ServedRow row{.prediction_id = logged.prediction_id(),
                .model = logged.model(),
                .version = logged.version(),
                .served_at = absl::FromUnixSeconds(logged.served_at().seconds()) +
                             absl::Nanoseconds(logged.served_at().nanos()),
                .values = {}};
  if (row.prediction_id.empty()) row.prediction_id = absl::StrCat(record.partition, "@", record.offset);
  for (const auto& feature : logged.features()) row.values.emplace_back(feature.name(), ValueOf(feature));
  row.values.emplace_back(drift::kPredictionColumn, Predicted(logged));
  row.partition = record.partition;
  row.probabilities.assign(logged.probabilities().begin(), logged.probabilities().end());
  return row;
}

}  // namespace yachay::drift_monitor

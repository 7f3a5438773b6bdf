#include "adapters/outcome_decoder.h"

#include <algorithm>

#include "models/layout.h"
#include "yachay/drift/v1/outcomes.pb.h"

namespace yachay::drift_monitor {

absl::StatusOr<LabelledRow> DecodeOutcome(const kafka::ReceivedRecord& record) {
  yachay::drift::v1::OutcomeObserved outcome;
  if (!outcome.ParseFromString(record.value))
    return absl::InvalidArgumentError("value: this is no OutcomeObserved");
  if (absl::Status name = models::CheckName("model", outcome.model()); !name.ok()) return name;
  if (outcome.prediction_id().empty())
    return absl::InvalidArgumentError("prediction_id: expected that of a prediction");
  LabelledRow row{.prediction_id = outcome.prediction_id(),
                  .model = outcome.model(),
                  .version = outcome.version(),
                  .served_at = absl::FromUnixSeconds(outcome.served_at().seconds()) +
                               absl::Nanoseconds(outcome.served_at().nanos())};
  if (outcome.classes_size() == outcome.probabilities_size())
    row.probabilities.assign(outcome.probabilities().begin(), outcome.probabilities().end());
  const auto at = std::find(outcome.classes().begin(), outcome.classes().end(), outcome.label());
  if (at != outcome.classes().end()) row.label = static_cast<size_t>(at - outcome.classes().begin());
  for (const auto& category : outcome.categories())
    row.categories.emplace_back(category.column(), category.value());
  return row;
}

}  // namespace yachay::drift_monitor

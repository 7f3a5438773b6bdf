// Records of the topic of outcomes as rows. Pure.
#ifndef DRIFT_MONITOR_ADAPTERS_OUTCOME_DECODER_H_
#define DRIFT_MONITOR_ADAPTERS_OUTCOME_DECODER_H_

#include "absl/status/statusor.h"
#include "core/label_book.h"
#include "kafka/record.h"

namespace yachay::drift_monitor {

// INVALID_ARGUMENT when it is no OutcomeObserved, names no prediction, or its model has a name that no
// registry takes (models/layout.h).
absl::StatusOr<LabelledRow> DecodeOutcome(const kafka::ReceivedRecord& record);

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_ADAPTERS_OUTCOME_DECODER_H_

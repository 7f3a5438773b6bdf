// Records of the topic of predictions as rows. Pure.
#ifndef DRIFT_MONITOR_ADAPTERS_PREDICTION_DECODER_H_
#define DRIFT_MONITOR_ADAPTERS_PREDICTION_DECODER_H_

#include "absl/status/statusor.h"
#include "core/version_watch.h"
#include "kafka/record.h"

namespace yachay::drift_monitor {

// The features as they were served, and what was predicted: the label, or the score of a regression. A record
// without an id takes its place on the log for one. INVALID_ARGUMENT when it is no PredictionLogged, or its
// model has a name that no registry takes (models/layout.h).
absl::StatusOr<ServedRow> DecodePrediction(const kafka::ReceivedRecord& record);

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_ADAPTERS_PREDICTION_DECODER_H_

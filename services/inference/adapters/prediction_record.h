// What was served, as records of the topic of predictions. Pure.
#ifndef INFERENCE_ADAPTERS_PREDICTION_RECORD_H_
#define INFERENCE_ADAPTERS_PREDICTION_RECORD_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "core/loaded_model.h"
#include "kafka/record.h"
#include "yachay/inference/v1/inference.pb.h"

namespace yachay::inference {

// A batch as one version scored it. learner_ids, and prediction_ids once it was offered, have one entry per
// row.
struct ServedRows {
  std::shared_ptr<const LoadedModel> model;
  v1::FeatureMatrix features;  // fits the model
  std::vector<float> scores;   // rows × model->num_scores()
  // Empty, or one per row: which version scored it, with the features and classes of `model`.
  google::protobuf::RepeatedPtrField<v1::Assignment> assignments;
  std::string view_hash;  // empty when the caller gave the features
  absl::Time served_at;
  std::vector<bool> without_consent;        // empty, or one per row: such a row is not logged
  std::vector<std::string> prediction_ids;  // "" for a row that is not logged
  std::string trace;                        // traceparent of the call; empty: none

  size_t rows() const { return static_cast<size_t>(features.learner_ids_size()); }
};

// A PredictionLogged keyed by the learner, with CloudEvents headers. REQUIRES: row < served.rows(), and an id
// for it.
kafka::Record PredictionRecord(const ServedRows& served, size_t row);

}  // namespace yachay::inference

#endif  // INFERENCE_ADAPTERS_PREDICTION_RECORD_H_

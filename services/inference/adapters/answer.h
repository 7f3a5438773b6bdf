// Rows in, PredictResponse out: what stands between a request and the pure core.
#ifndef INFERENCE_ADAPTERS_ANSWER_H_
#define INFERENCE_ADAPTERS_ANSWER_H_

#include <grpcpp/support/status.h>

#include "core/arms.h"
#include "core/encoding.h"
#include "core/loaded_model.h"
#include "yachay/inference/v1/inference.pb.h"

namespace yachay::inference {

using Outputs = google::protobuf::RepeatedField<int>;  // of v1::Output

// The matrix as `model` takes it. INVALID_ARGUMENT lists every column that does not fit, and learner_ids of
// another length.
grpc::Status Encode(const LoadedModel& model, const v1::FeatureMatrix& features, EncodedRows& rows);

// Scores the rows with one version and adds what else was asked for. INVALID_ARGUMENT: more leaves than an
// answer holds. UNIMPLEMENTED: leaves of a model without trees.
grpc::Status Answer(const LoadedModel& model, const EncodedRows& rows, const Outputs& outputs,
                    v1::PredictResponse& response);

// Scores again the rows whose learners are in the arm, and tells each row's assignment. REQUIRES: arms.arm;
// `response` as Answer filled it with arms.main and no other outputs; one learner per row.
void Reassign(const Arms& arms, const v1::FeatureMatrix& features, const EncodedRows& rows,
              v1::PredictResponse& response);

}  // namespace yachay::inference

#endif  // INFERENCE_ADAPTERS_ANSWER_H_

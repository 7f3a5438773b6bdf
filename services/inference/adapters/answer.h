// Rows in, PredictResponse out: what stands between a request and the pure core.
#ifndef INFERENCE_ADAPTERS_ANSWER_H_
#define INFERENCE_ADAPTERS_ANSWER_H_

#include <grpcpp/support/status.h>

#include <memory>

#include "core/encoding.h"
#include "core/loaded_model.h"
#include "yachay/inference/v1/inference.pb.h"

namespace yachay::inference {

// Scores the rows with one version. INVALID_ARGUMENT lists every column that does not fit, and learner_ids of
// another length. `scored` is the number of rows.
grpc::Status Answer(const LoadedModel& model, const v1::FeatureMatrix& features,
                    v1::PredictResponse& response, size_t& scored);

// Rows that the matrix has: the length of its longest column.
size_t CountRows(const v1::FeatureMatrix& features);

}  // namespace yachay::inference

#endif  // INFERENCE_ADAPTERS_ANSWER_H_

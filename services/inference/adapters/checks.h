// What a request must be before it costs anything. Each answer is OK or an INVALID_ARGUMENT that names every
// violated field. Pure.
#ifndef INFERENCE_ADAPTERS_CHECKS_H_
#define INFERENCE_ADAPTERS_CHECKS_H_

#include <grpcpp/support/status.h>

#include <cstddef>

#include "yachay/inference/v1/inference.pb.h"

namespace yachay::inference {

inline constexpr size_t kMaxStreamRows = 100'000;
inline constexpr size_t kMaxExplainedRows = 100;
inline constexpr size_t kChunkRows = 1'000;

grpc::Status CheckPredict(const v1::PredictRequest& request);
grpc::Status CheckStream(const v1::PredictStreamRequest& request);
grpc::Status CheckExplain(const v1::ExplainRequest& request);

// Rows that the matrix has: the length of its longest column.
size_t CountRows(const v1::FeatureMatrix& features);
// Rows of either kind.
size_t CountRows(const v1::PredictRequest& request);
size_t CountRows(const v1::ExplainRequest& request);

}  // namespace yachay::inference

#endif  // INFERENCE_ADAPTERS_CHECKS_H_

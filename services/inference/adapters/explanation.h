// Rows in, ExplainResponse out.
#ifndef INFERENCE_ADAPTERS_EXPLANATION_H_
#define INFERENCE_ADAPTERS_EXPLANATION_H_

#include <grpcpp/support/status.h>

#include "core/loaded_model.h"
#include "yachay/inference/v1/inference.pb.h"

namespace yachay::inference {

// INVALID_ARGUMENT: columns that do not fit, or a class that the model has not. UNIMPLEMENTED and
// FAILED_PRECONDITION as scoring::Scorer::Contributions. Takes milliseconds a row. Pure.
grpc::Status Explain(const LoadedModel& model, const v1::ExplainRequest& request,
                     const v1::FeatureMatrix& features, v1::ExplainResponse& response);

}  // namespace yachay::inference

#endif  // INFERENCE_ADAPTERS_EXPLANATION_H_

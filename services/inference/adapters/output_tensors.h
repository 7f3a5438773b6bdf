// A PredictResponse as tensors of the Open Inference Protocol, and what a model takes and gives.
#ifndef INFERENCE_ADAPTERS_OUTPUT_TENSORS_H_
#define INFERENCE_ADAPTERS_OUTPUT_TENSORS_H_

#include <grpcpp/support/status.h>

#include "core/loaded_model.h"
#include "inference/open_inference.pb.h"
#include "yachay/inference/v1/inference.pb.h"

namespace yachay::inference {

namespace oip = ::inference;

// Asks for the outputs that cost extra. INVALID_ARGUMENT names every output that the model does not have.
grpc::Status ReadOutputs(const LoadedModel& model, const oip::ModelInferRequest& from,
                         v1::PredictRequest& to);

// What was asked for, raw when the inputs were. REQUIRES: ReadOutputs said OK for the request.
void WriteOutputs(const LoadedModel& model, const oip::ModelInferRequest& request,
                  const v1::PredictResponse& response, oip::ModelInferResponse& to);

// Inputs and outputs; not the versions.
void Describe(const LoadedModel& model, oip::ModelMetadataResponse& to);

}  // namespace yachay::inference

#endif  // INFERENCE_ADAPTERS_OUTPUT_TENSORS_H_

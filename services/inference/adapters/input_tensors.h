// Tensors of the Open Inference Protocol, read as the columns of a PredictRequest.
#ifndef INFERENCE_ADAPTERS_INPUT_TENSORS_H_
#define INFERENCE_ADAPTERS_INPUT_TENSORS_H_

#include <grpcpp/support/status.h>

#include <string>

#include "core/model_store.h"
#include "inference/open_inference.pb.h"
#include "yachay/inference/v1/inference.pb.h"

namespace yachay::inference {

namespace oip = ::inference;

// The input that holds learner ids; a model's own feature of that name cannot be given.
inline constexpr char kLearnerInput[] = "learner_id";

// `version`: "" is the champion, a number a version, all else an alias.
Selector OpenSelector(const std::string& model, const std::string& version);

// Model, version or alias, and rows. INVALID_ARGUMENT names every tensor whose datatype, shape, contents or
// length are not what the protocol says; whether names and kinds fit the model is for the predictor to say.
// Pure.
grpc::Status ReadInputs(const oip::ModelInferRequest& from, v1::PredictRequest& to);

}  // namespace yachay::inference

#endif  // INFERENCE_ADAPTERS_INPUT_TENSORS_H_

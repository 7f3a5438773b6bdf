// The values of one tensor, typed or raw, as numbers or texts. Pure.
#ifndef INFERENCE_ADAPTERS_TENSOR_VALUES_H_
#define INFERENCE_ADAPTERS_TENSOR_VALUES_H_

#include <optional>
#include <string>

#include "inference/open_inference.pb.h"
#include "yachay/inference/v1/inference.pb.h"

namespace yachay::inference {

// Appends the tensor's values to `to`: texts for BYTES, which must be UTF-8, numbers else. Whole numbers
// beyond 2^53 are rounded. Empty when they were understood, else what was wrong and what was expected.
std::string ReadTyped(const ::inference::InferTensorContents& contents, const std::string& datatype,
                      v1::NamedColumn& to);
std::string ReadRaw(const std::string& bytes, const std::string& datatype, v1::NamedColumn& to);

}  // namespace yachay::inference

#endif  // INFERENCE_ADAPTERS_TENSOR_VALUES_H_

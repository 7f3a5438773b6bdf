// A snapshot as ListModels answers it.
#ifndef INFERENCE_ADAPTERS_LIST_MODELS_H_
#define INFERENCE_ADAPTERS_LIST_MODELS_H_

#include "core/model_store.h"
#include "yachay/inference/v1/inference.pb.h"

namespace yachay::inference {

// By name, then version. Aliases are those that serve; a refused version has none.
void ListVersions(const Snapshot& snapshot, v1::ListModelsResponse& response);

}  // namespace yachay::inference

#endif  // INFERENCE_ADAPTERS_LIST_MODELS_H_

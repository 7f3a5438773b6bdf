// Whether what is loaded is what was asked for.
#ifndef INFERENCE_CORE_READINESS_H_
#define INFERENCE_CORE_READINESS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "core/model_store.h"

namespace yachay::inference {

// OK when each of `models` serves as champion, or any model does when none is named. UNAVAILABLE says which
// does not, why, and in which registry it is looked for.
absl::Status CheckReady(const ModelStore& store, const std::vector<std::string>& models,
                        const std::string& registry);

}  // namespace yachay::inference

#endif  // INFERENCE_CORE_READINESS_H_

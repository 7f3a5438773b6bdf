// Which of a model's features part learners into groups whose errors are compared.
#ifndef TOOLS_CLI_MODELS_GROUPS_H_
#define TOOLS_CLI_MODELS_GROUPS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/manifest.h"

namespace yachay::cli {

// Indices into model.features, of `columns` in their order, each once. Without columns: Gender and Location,
// where the model has them as categories. INVALID_ARGUMENT names every column that is no feature with
// categories, and those that there are.
absl::StatusOr<std::vector<size_t>> GroupFeatures(const models::Manifest& model,
                                                  const std::vector<std::string>& columns);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_MODELS_GROUPS_H_

// A registered version, ready to score: read, parsed, and its golden rows replayed.
#ifndef CLI_MODELS_LOAD_H_
#define CLI_MODELS_LOAD_H_

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "models/manifest.h"
#include "models/registry.h"
#include "scoring/scorer.h"
#include "training/dataset.h"

namespace yachay::cli {

struct LoadedModel {
  models::VersionRef ref;
  models::Manifest manifest;
  std::shared_ptr<const scoring::Scorer> scorer;
};

// `reference` as Registry::Resolve takes it. FailedPrecondition when a golden row differs in one bit.
absl::StatusOr<LoadedModel> LoadModel(const models::Registry& registry, std::string_view reference);

// The columns that a data file needs for the model.
training::Schema SchemaOf(const models::Manifest& manifest);

}  // namespace yachay::cli

#endif  // CLI_MODELS_LOAD_H_

#include "cli/models_load.h"

#include "absl/strings/str_cat.h"
#include "scoring/open.h"
#include "scoring/per_class.h"

namespace yachay::cli {
absl::StatusOr<LoadedModel> LoadModel(const models::Registry& registry, std::string_view reference) {
  auto ref = registry.Resolve(reference);
  if (!ref.ok()) return ref.status();
  auto manifest = registry.ReadManifest(*ref);
  if (!manifest.ok()) return manifest.status();
  auto golden = registry.ReadGolden(*ref);
  if (!golden.ok()) return golden.status();
  auto bytes = registry.ReadFile(*ref, manifest->model_file);
  if (!bytes.ok()) return bytes.status();
  auto scorer = scoring::Open(*manifest, *bytes);
  auto status = scorer.status();
  if (status.ok()) status = scoring::Replay(**scorer, *golden);
  if (status.ok() && manifest->classes.empty()) {
    status = absl::UnimplementedError(
        "a regression: the command evaluates and predicts classes; inference serves it");
  }
  if (!status.ok())
    return absl::Status(status.code(), absl::StrCat(registry.VersionPath(*ref), ": ", status.message()));
  return LoadedModel{*std::move(ref), *std::move(manifest), scoring::PerClass(*std::move(scorer))};
}

training::Schema SchemaOf(const models::Manifest& manifest) {
  return {manifest.id, manifest.target, manifest.classes, manifest.features};
}

}  // namespace yachay::cli

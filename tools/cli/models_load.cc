#include "cli/models_load.h"

#include "absl/strings/str_cat.h"

namespace yachay::cli {
namespace {

absl::Status CheckShape(const LoadedModel& model) {
  const size_t features = model.manifest.features.size();
  const size_t classes = model.manifest.classes.size();
  if (model.forest.num_features() == features && model.forest.num_outputs() == classes)
    return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("the model file takes ", model.forest.num_features(), " features and gives ",
                   model.forest.num_outputs(), " scores, its manifest says ", features, " and ", classes));
}

absl::Status Verify(const LoadedModel& model, const std::vector<models::GoldenRow>& golden) {
  if (auto status = CheckShape(model); !status.ok()) return status;
  const auto& manifest = model.manifest;
  if (auto status = models::CheckGoldenShape(golden, manifest.features.size(), manifest.classes.size());
      !status.ok()) {
    return status;
  }
  return models::ReplayGolden(golden, [&](absl::Span<const float> row, absl::Span<float> scores) {
    model.forest.Predict(row, scores);
  });
}

}  // namespace

absl::StatusOr<LoadedModel> LoadModel(const models::FolderRegistry& registry, std::string_view reference) {
  auto ref = registry.Resolve(reference);
  if (!ref.ok()) return ref.status();
  auto manifest = registry.ReadManifest(*ref);
  if (!manifest.ok()) return manifest.status();
  auto golden = registry.ReadGolden(*ref);
  if (!golden.ok()) return golden.status();
  auto bytes = registry.ReadFile(*ref, manifest->model_file);
  if (!bytes.ok()) return bytes.status();
  auto forest = forest::Forest::Parse(*bytes);
  const auto at = [&](const absl::Status& status) {
    return absl::Status(status.code(), absl::StrCat(registry.VersionPath(*ref), ": ", status.message()));
  };
  if (!forest.ok()) return at(forest.status());
  LoadedModel model{*std::move(ref), *std::move(manifest), *std::move(forest)};
  if (auto status = Verify(model, *golden); !status.ok()) {
    return absl::Status(status.code(), absl::StrCat(registry.VersionPath(model.ref), ": ", status.message()));
  }
  return model;
}

training::Schema SchemaOf(const models::Manifest& manifest) {
  return {manifest.id, manifest.target, manifest.classes, manifest.features};
}

}  // namespace yachay::cli

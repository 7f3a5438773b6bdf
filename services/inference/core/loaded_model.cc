#include "core/loaded_model.h"

#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "models/golden.h"

namespace yachay::inference {
namespace {

absl::Status Misfit(const models::FolderRegistry& registry, const models::VersionRef& ref,
                    absl::string_view what) {
  return absl::FailedPreconditionError(absl::StrCat(registry.VersionPath(ref), ": ", what,
                                                    ". Register the version again with `yachay train`"));
}

// A folder that was copied from another model or version names another one in its manifest.
absl::Status CheckIdentity(const models::FolderRegistry& registry, const models::VersionRef& ref,
                           const models::Manifest& manifest) {
  if (manifest.name == ref.model && manifest.version == ref.version) return absl::OkStatus();
  return Misfit(registry, ref,
                absl::StrCat("manifest.json is that of ", manifest.name, ":", manifest.version, ", expected ",
                             ref.model, ":", ref.version));
}

absl::Status CheckFit(const models::FolderRegistry& registry, const models::VersionRef& ref,
                      const models::Manifest& manifest, const forest::Forest& forest) {
  if (forest.num_features() != manifest.features.size()) {
    return Misfit(registry, ref,
                  absl::StrCat(manifest.model_file, " takes ", forest.num_features(),
                               " features, manifest.json names ", manifest.features.size()));
  }
  const bool regression = manifest.classes.empty() && forest.num_outputs() == 1 && forest.num_classes() == 1;
  const bool classes = manifest.classes.size() >= 2 && manifest.classes.size() == forest.num_classes();
  if (regression || classes) return absl::OkStatus();
  return Misfit(registry, ref,
                absl::StrCat(manifest.model_file, " (", forest.objective(), ") scores ", forest.num_classes(),
                             " classes, manifest.json names ", manifest.classes.size()));
}

absl::Status Replay(const models::FolderRegistry& registry, const models::VersionRef& ref,
                    const forest::Forest& forest) {
  const auto golden = registry.ReadGolden(ref);
  if (!golden.ok()) return golden.status();
  absl::Status status = models::CheckGoldenShape(*golden, forest.num_features(), forest.num_outputs());
  if (status.ok()) {
    status = models::ReplayGolden(
        *golden, [&](absl::Span<const float> row, absl::Span<float> scores) { forest.Predict(row, scores); });
  }
  if (status.ok()) return status;
  return {status.code(), absl::StrCat(registry.VersionPath(ref), "/golden.json: ", status.message())};
}

absl::StatusOr<forest::Forest> ReadForest(const models::FolderRegistry& registry,
                                          const models::VersionRef& ref, const models::Manifest& manifest) {
  const auto bytes = registry.ReadFile(ref, manifest.model_file);
  if (!bytes.ok()) return bytes.status();
  auto forest = forest::Forest::Parse(*bytes);
  if (forest.ok()) return forest;
  return absl::Status(
      forest.status().code(),
      absl::StrCat(registry.VersionPath(ref), "/", manifest.model_file, ": ", forest.status().message()));
}

// The chance of class 1 stands in every second place; class 0 gets the rest.
void ExpandBinary(absl::Span<float> scores) {
  for (size_t i = scores.size() / 2; i-- > 0;) {
    const float chance = scores[i];
    scores[2 * i] = 1.0F - chance;
    scores[2 * i + 1] = chance;
  }
}

}  // namespace

absl::StatusOr<std::shared_ptr<const LoadedModel>> LoadedModel::Load(const models::FolderRegistry& registry,
                                                                     const models::VersionRef& ref) {
  auto manifest = registry.ReadManifest(ref);
  if (!manifest.ok()) return manifest.status();
  if (absl::Status status = CheckIdentity(registry, ref, *manifest); !status.ok()) return status;
  auto forest = ReadForest(registry, ref, *manifest);
  if (!forest.ok()) return forest.status();
  if (absl::Status status = CheckFit(registry, ref, *manifest, *forest); !status.ok()) return status;
  if (absl::Status status = Replay(registry, ref, *forest); !status.ok()) return status;
  return std::shared_ptr<const LoadedModel>(new LoadedModel(*std::move(manifest), *std::move(forest)));
}

void LoadedModel::Score(absl::Span<const float> rows, absl::Span<float> scores) const {
  if (forest_.num_outputs() == num_scores()) {
    forest_.PredictBatch(rows, scores);
    return;
  }
  forest_.PredictBatch(rows, scores.first(scores.size() / 2));
  ExpandBinary(scores);
}

}  // namespace yachay::inference

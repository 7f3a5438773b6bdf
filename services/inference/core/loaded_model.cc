#include "core/loaded_model.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "scoring/open.h"

namespace yachay::inference {
namespace {

absl::Status Misfit(const models::Registry& registry, const models::VersionRef& ref, absl::string_view what) {
  return absl::FailedPreconditionError(absl::StrCat(registry.VersionPath(ref), ": ", what,
                                                    ". Register the version again with `yachay train`"));
}

// A folder that was copied from another model or version names another one in its manifest.
absl::Status CheckIdentity(const models::Registry& registry, const models::VersionRef& ref,
                           const models::Manifest& manifest) {
  if (manifest.name == ref.model && manifest.version == ref.version) return absl::OkStatus();
  return Misfit(registry, ref,
                absl::StrCat("manifest.json is that of ", manifest.name, ":", manifest.version, ", expected ",
                             ref.model, ":", ref.version));
}

// Model file and manifest as one scorer, its golden rows replayed.
absl::StatusOr<std::shared_ptr<const scoring::Scorer>> Open(const models::Registry& registry,
                                                            const models::VersionRef& ref,
                                                            const models::Manifest& manifest,
                                                            const forest::Yield& yield) {
  const auto bytes = registry.ReadFile(ref, manifest.model_file);
  if (!bytes.ok()) return bytes.status();
  const auto golden = registry.ReadGolden(ref);
  if (!golden.ok()) return golden.status();
  auto scorer = scoring::Open(manifest, *bytes, yield);
  if (absl::IsFailedPrecondition(scorer.status())) return Misfit(registry, ref, scorer.status().message());
  const auto at = [&](const std::string& file, const absl::Status& status) {
    return absl::Status(status.code(),
                        absl::StrCat(registry.VersionPath(ref), "/", file, ": ", status.message()));
  };
  if (!scorer.ok()) return at(manifest.model_file, scorer.status());
  const absl::Status replayed = scoring::Replay(**scorer, *golden);
  if (!replayed.ok()) return at("golden.json", replayed);
  return scorer;
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

absl::StatusOr<std::shared_ptr<const LoadedModel>> LoadedModel::Load(const models::Registry& registry,
                                                                     const models::VersionRef& ref,
                                                                     const forest::Yield& yield) {
  auto manifest = registry.ReadManifest(ref);
  if (!manifest.ok()) return manifest.status();
  if (absl::Status status = CheckIdentity(registry, ref, *manifest); !status.ok()) return status;
  auto scorer = Open(registry, ref, *manifest, yield);
  if (!scorer.ok()) return scorer.status();
  return std::shared_ptr<const LoadedModel>(new LoadedModel(*std::move(manifest), *std::move(scorer)));
}

size_t MostProbable(absl::Span<const float> scores) {
  return static_cast<size_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
}

void LoadedModel::Score(absl::Span<const float> rows, absl::Span<float> scores) const {
  if (scorer_->num_outputs() == num_scores()) {
    scorer_->Score(rows, scores);
    return;
  }
  scorer_->Score(rows, scores.first(scores.size() / 2));
  ExpandBinary(scores);
}

}  // namespace yachay::inference

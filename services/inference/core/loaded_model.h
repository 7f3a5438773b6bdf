// One version of a model, ready to score: its manifest, its scorer and the encoder of its feature schema.
//
// Load reads the version from the registry and replays its golden rows; a version that scores one bit
// differently from what its trainer saw is refused. Immutable afterwards: Score may be called from any number
// of threads.
#ifndef INFERENCE_CORE_LOADED_MODEL_H_
#define INFERENCE_CORE_LOADED_MODEL_H_

#include <cstddef>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "forest/forest.h"
#include "models/encoder.h"
#include "models/manifest.h"
#include "models/registry.h"
#include "scoring/scorer.h"

namespace yachay::inference {

class LoadedModel {
 public:
  // Takes time (files, parsing, golden rows): never call it in a request. Every error names the file or
  // field: NOT_FOUND, DATA_LOSS, INVALID_ARGUMENT, UNIMPLEMENTED (a model file that is
  // not understood), FAILED_PRECONDITION (parts that do not fit together; golden rows that differ).
  // `yield` is called now and then, and may sleep.
  static absl::StatusOr<std::shared_ptr<const LoadedModel>> Load(const models::Registry& registry,
                                                                 const models::VersionRef& ref,
                                                                 const forest::Yield& yield = {});

  const models::Manifest& manifest() const { return manifest_; }
  const models::Encoder& encoder() const { return encoder_; }

  size_t num_features() const { return scorer_->num_features(); }
  // Per row: one probability per class, in the manifest's order; 1 for a regression.
  size_t num_scores() const { return is_regression() ? 1 : manifest_.classes.size(); }
  const scoring::Scorer& scorer() const { return *scorer_; }
  bool is_regression() const { return manifest_.classes.empty(); }

  // Rows one after the other, NaN is missing. REQUIRES: rows.size() == n · num_features(),
  // scores.size() == n · num_scores().
  void Score(absl::Span<const float> rows, absl::Span<float> scores) const;

  // Margins of a row: one a class, or one for a regression and for trees of two classes.
  size_t num_margins() const { return scorer_->num_outputs(); }
  // 0 for a model without trees.
  size_t num_trees() const { return scorer_->trees() == nullptr ? 0 : scorer_->trees()->num_trees(); }

 private:
  LoadedModel(models::Manifest manifest, std::shared_ptr<const scoring::Scorer> scorer)
      : manifest_(std::move(manifest)), scorer_(std::move(scorer)), encoder_(manifest_.features) {}

  models::Manifest manifest_;
  std::shared_ptr<const scoring::Scorer> scorer_;
  models::Encoder encoder_;
};

// The place of the greatest score, the first on a tie. REQUIRES: not empty.
size_t MostProbable(absl::Span<const float> scores);

}  // namespace yachay::inference

#endif  // INFERENCE_CORE_LOADED_MODEL_H_

// What scores rows, whatever kind of model is behind it: trees (forest_scorer.h) or layers (dense_model.h).
//
//   auto scorer = scoring::Open(manifest, bytes);      // open.h: picks the kind, applies the calibration
//   std::vector<float> scores(rows * (*scorer)->num_outputs());
//   (*scorer)->Score(values, absl::MakeSpan(scores));
//
// Immutable: Score may be called from any number of threads. A row's scores do not depend on the other rows.
#ifndef SCORING_SCORER_H_
#define SCORING_SCORER_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"

namespace yachay::forest {
class Forest;
}

namespace yachay::scoring {

class Scorer {
 public:
  virtual ~Scorer() = default;

  virtual size_t num_features() const = 0;  // of a row, before any preparation
  virtual size_t num_outputs()
      const = 0;  // of a row; 1 for a regression, or for the chance of the second class
  virtual size_t num_classes() const = 0;  // 1 for a regression
  virtual std::string kind() const = 0;    // for messages: "multi:softprob", "mlp 21-32-3"
  // The trees behind the scores, for what only trees have; nullptr when there are none.
  virtual const forest::Forest* trees() const { return nullptr; }

  // Rows one after the other; NaN is missing. REQUIRES: rows.size() == n · num_features(),
  // scores.size() == n · num_outputs().
  virtual void Score(absl::Span<const float> rows, absl::Span<float> scores) const = 0;
  // As Score, before sigmoid, softmax and calibration.
  virtual void Margins(absl::Span<const float> rows, absl::Span<float> margins) const = 0;
  // What each feature adds to each margin of one row: per output num_features() contributions, then the bias;
  // an output's sum is its margin but for rounding. Unimplemented when the kind of model has none;
  // FailedPrecondition when its file lacks what they take.
  virtual absl::Status Contributions(absl::Span<const float> row, std::vector<float>* out) const = 0;
};

}  // namespace yachay::scoring

#endif  // SCORING_SCORER_H_

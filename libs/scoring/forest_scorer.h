// XGBoost's trees as a Scorer.
#ifndef SCORING_FOREST_SCORER_H_
#define SCORING_FOREST_SCORER_H_

#include <string>
#include <utility>
#include <vector>

#include "forest/forest.h"
#include "scoring/scorer.h"

namespace yachay::scoring {

class ForestScorer : public Scorer {
 public:
  explicit ForestScorer(forest::Forest forest) : forest_(std::move(forest)) {}

  size_t num_features() const override { return forest_.num_features(); }
  size_t num_outputs() const override { return forest_.num_outputs(); }
  size_t num_classes() const override { return forest_.num_classes(); }
  std::string kind() const override { return forest_.objective(); }
  const forest::Forest* trees() const override { return &forest_; }
  void Score(absl::Span<const float> rows, absl::Span<float> scores) const override;
  void Margins(absl::Span<const float> rows, absl::Span<float> margins) const override;
  absl::Status Contributions(absl::Span<const float> row, std::vector<float>* out) const override;

 private:
  forest::Forest forest_;
};

}  // namespace yachay::scoring

#endif  // SCORING_FOREST_SCORER_H_

#include "scoring/forest_scorer.h"

namespace yachay::scoring {

void ForestScorer::Score(absl::Span<const float> rows, absl::Span<float> scores) const {
  forest_.PredictBatch(rows, scores);
}

void ForestScorer::Margins(absl::Span<const float> rows, absl::Span<float> margins) const {
  forest_.PredictMargin(rows, margins);
}

absl::Status ForestScorer::Contributions(absl::Span<const float> row, std::vector<float>* out) const {
  return forest_.Contributions(row, out);
}

}  // namespace yachay::scoring

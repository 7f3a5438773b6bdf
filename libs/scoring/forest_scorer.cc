#include "scoring/forest_scorer.h"

namespace yachay::scoring {

void ForestScorer::Score(absl::Span<const float> rows, absl::Span<float> scores) const {
  forest_.PredictBatch(rows, scores);
}

}  // namespace yachay::scoring

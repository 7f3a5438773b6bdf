#ifndef LEARNING_MEASURES_H_
#define LEARNING_MEASURES_H_

#include <cstddef>

#include "absl/types/span.h"

namespace yachay::learning {

// How well chances foretold answers.
struct Measures {
  std::size_t answers = 0;
  double auc = 0.5;     // area under the ROC curve, ties count half; 0.5 when all answers are alike
  double accuracy = 0;  // share foretold, a chance of 0.5 or more meaning right
  double rmse = 0;      // root of the mean squared difference
  double log_loss = 0;  // natural log, mean; chances clipped to 1e-15
};

// chances[i] is what was said of answer i before it was given; correct[i] is 1 when it was right. All 0 of no
// answers. REQUIRES: equal lengths; no NaN.
Measures Measure(absl::Span<const double> chances, absl::Span<const int> correct);

}  // namespace yachay::learning

#endif  // LEARNING_MEASURES_H_

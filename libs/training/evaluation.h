// How good a classifier's scores are on labelled rows, with intervals that say how sure that is.
#ifndef TRAINING_EVALUATION_H_
#define TRAINING_EVALUATION_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "models/manifest.h"

namespace yachay::training {

// 0 where a denominator is 0.
struct ClassEvaluation {
  double precision = 0;
  double recall = 0;
  double f1 = 0;
  size_t support = 0;  // rows of this class
};

struct Evaluation {
  size_t rows = 0;
  std::vector<std::vector<size_t>> confusion;  // [actual][predicted]
  models::Metric accuracy;                     // Wilson's 95 % interval
  models::Metric macro_f1;                     // 95 % percentile bootstrap over rows
  double macro_precision = 0;
  double macro_recall = 0;
  std::vector<ClassEvaluation> per_class;
  double log_loss = 0;           // natural log, probabilities clipped to 1e-15
  double calibration_error = 0;  // expected gap between the said class's probability and how often it is
                                 // right, over 15 bins of equal width (Guo et al. 2017)
  std::vector<int> predicted;    // class per row: the first of the largest scores
};

struct EvaluationOptions {
  int bootstrap = 1000;  // resamples for the interval of macro F1
  uint64_t seed = 1;
};

// REQUIRES: labels in [0, classes); scores hold labels.size() × classes probabilities; at least one row.
Evaluation Evaluate(absl::Span<const int> labels, absl::Span<const float> scores, size_t classes,
                    const EvaluationOptions& options = {});

// Mean over rows; as Evaluation's.
double LogLoss(absl::Span<const int> labels, absl::Span<const float> scores, size_t classes);

// The 95 % interval of Wilson (1927) for `hits` of `n`.
models::Metric Wilson(size_t hits, size_t n);

// Two-sided exact p of McNemar's test: b and c are the pairs where only the one or only the other was right.
double ExactMcNemar(int b, int c);

}  // namespace yachay::training

#endif  // TRAINING_EVALUATION_H_

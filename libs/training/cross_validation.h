// Scores of rows by models that have not seen them.
#ifndef TRAINING_CROSS_VALIDATION_H_
#define TRAINING_CROSS_VALIDATION_H_

#include <vector>

#include "absl/status/statusor.h"
#include "training/dataset.h"
#include "training/evaluation.h"
#include "training/options.h"

namespace yachay::training {

struct CrossValidation {
  int folds = 0;
  std::vector<float> scores;          // rows × classes, out of fold, not calibrated
  Evaluation evaluation;              // of those scores, over all rows
  std::vector<double> fold_accuracy;  // one a fold: how far apart they lie
  std::vector<double> fold_log_loss;
};

// Fits `folds` models, each on all rows but its fold's (see FoldOf), and scores the fold with it. `bootstrap`
// is EvaluationOptions'. Errors as Fit; InvalidArgument when a fold would be empty.
absl::StatusOr<CrossValidation> CrossValidate(const Dataset& data, const TrainOptions& options, int folds,
                                              int bootstrap = 1000);

}  // namespace yachay::training

#endif  // TRAINING_CROSS_VALIDATION_H_

#include "training/cross_validation.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "training/fit.h"

namespace yachay::training {
namespace {

// Fits on the rows of the other folds; fills the fold's places in `result`.
absl::Status ScoreFold(const Dataset& data, const std::vector<int>& fold_of, int fold,
                       const TrainOptions& options, CrossValidation& result) {
  std::vector<uint8_t> mask(data.rows());
  std::transform(fold_of.begin(), fold_of.end(), mask.begin(), [fold](int f) { return f == fold ? 1 : 0; });
  const Dataset rest = Where(data, mask, 0);
  const Dataset part = Where(data, mask, 1);
  if (part.rows() == 0 || rest.rows() == 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("fold ", fold + 1, " of ", result.folds, " would be empty; ask for fewer folds"));
  }
  const auto fitted = Fit(rest, options);
  if (!fitted.ok()) return fitted.status();
  const size_t classes = data.schema.classes.size();
  std::vector<float> scores(part.rows() * classes);
  fitted->scorer->Score(part.values, absl::MakeSpan(scores));
  for (size_t r = 0, at = 0; r < data.rows(); ++r) {
    if (mask[r] == 0) continue;
    std::copy_n(scores.data() + at, classes, result.scores.data() + r * classes);
    at += classes;
  }
  const Evaluation evaluation = Evaluate(part.labels, scores, classes, {.bootstrap = 0});
  result.fold_accuracy.push_back(evaluation.accuracy.value);
  result.fold_log_loss.push_back(evaluation.log_loss);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<CrossValidation> CrossValidate(const Dataset& data, const TrainOptions& options, int folds,
                                              int bootstrap) {
  CrossValidation result{.folds = folds};
  const size_t classes = data.schema.classes.size();
  result.scores.resize(data.rows() * classes);
  const std::vector<int> fold_of = FoldOf(data, folds, options.seed);
  TrainOptions quiet = options;
  quiet.progress = nullptr;
  for (int fold = 0; fold < folds; ++fold) {
    if (auto status = ScoreFold(data, fold_of, fold, quiet, result); !status.ok()) return status;
    if (options.progress) options.progress(fold + 1, folds);
  }
  result.evaluation =
      Evaluate(data.labels, result.scores, classes, {.bootstrap = bootstrap, .seed = options.seed});
  return result;
}

}  // namespace yachay::training

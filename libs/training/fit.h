// Rows in, a model that scores out: the one step that differs between the algorithms.
#ifndef TRAINING_FIT_H_
#define TRAINING_FIT_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "scoring/scorer.h"
#include "training/dataset.h"
#include "training/options.h"

namespace yachay::training {

struct Fitted {
  std::string model;       // bytes of the model file
  std::string model_file;  // its name: "model.ubj" | "model.json"
  std::vector<models::Preparation> preparation;
  std::shared_ptr<const scoring::Scorer> scorer;
  std::vector<double>
      importance;  // per feature; sums to 1 (all 0: nothing learned). Trees: share of the
                   // total gain; layers: share of the absolute weights on the way to the scores
  int rounds = 0;  // that were learned: of boosting, or epochs
  // What the trainer's own code scores; for trees that is XGBoost, for layers the scorer itself.
  std::function<absl::StatusOr<std::vector<float>>(absl::Span<const float> rows)> judge;
};

// REQUIRES: CheckOptions and CheckData said OK. Weights, augmentation and patience are applied.
absl::StatusOr<Fitted> Fit(const Dataset& train, const TrainOptions& options);

// InvalidArgument for rows that cannot be learned from: none, fewer than two classes, infinite values, labels
// that are not known. `which` starts the message.
absl::Status CheckData(const char* which, const Dataset& data);

// The two halves of Fit, on rows as they are; `rounds` is how long to learn (boosting, mlp).
absl::StatusOr<Fitted> FitTrees(const Dataset& train, const TrainOptions& options, int rounds);
absl::StatusOr<Fitted> FitLayers(const Dataset& train, const TrainOptions& options, int rounds);

// Rounds that give the least loss on `validation`, looking `patience` rounds beyond the best.
absl::StatusOr<int> BestRounds(const Dataset& train, const Dataset& validation, const TrainOptions& options);
absl::StatusOr<int> BestEpochs(const Dataset& train, const Dataset& validation, const TrainOptions& options);

// How long `options` ask to learn: rounds of boosting (1 for a random forest), or epochs.
int Rounds(const TrainOptions& options, size_t classes);

}  // namespace yachay::training

#endif  // TRAINING_FIT_H_

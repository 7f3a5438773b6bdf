// Trains a model and measures it on held-out rows.
//
// The same data, options and number of threads give the same bytes. Scores in the result come from what will
// serve (libs/scoring); the golden rows' scores of trees from XGBoost itself: replaying them proves that both
// agree.
#ifndef TRAINING_TRAINER_H_
#define TRAINING_TRAINER_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "models/golden.h"
#include "scoring/scorer.h"
#include "training/cross_validation.h"
#include "training/dataset.h"
#include "training/evaluation.h"
#include "training/options.h"
#include "training/promotion.h"

namespace yachay::training {

// Version of this code, for manifests.
std::string_view CodeVersion();

// The same training without the added rows, on the same held-out rows.
struct AugmentationEffect {
  size_t rows_added = 0;
  Evaluation without;
  Comparison comparison;  // candidate: with, champion: without
};

struct TrainResult {
  std::string model;       // bytes of the model file
  std::string model_file;  // its name
  std::vector<models::Preparation> preparation;
  std::optional<models::Calibration> calibration;
  std::shared_ptr<const scoring::Scorer> scorer;  // calibrated
  std::vector<models::GoldenRow> golden;
  std::vector<double> importance;   // per feature, sums to 1: share of the gain (trees) or of the weights
  std::vector<double> permutation;  // per feature: accuracy lost when it is shuffled; empty unless asked for
  int rounds = 0;                   // of boosting, or epochs
  Evaluation evaluation;            // on the held-out rows
  std::vector<float> scores;        // of the held-out rows
  std::optional<Evaluation> uncalibrated;           // the held-out rows before calibration
  std::optional<CrossValidation> cross_validation;  // over the training rows
  std::optional<AugmentationEffect> augmentation;
};

// InvalidArgument for options out of range, or data that cannot be learned from (fewer than two classes, no
// rows, infinite values, labels that are not known).
absl::StatusOr<TrainResult> Train(const Dataset& train, const Dataset& held_out, const TrainOptions& options);

// Scores of every row, rows × outputs. REQUIRES: data.width() == scorer.num_features().
std::vector<float> Score(const scoring::Scorer& scorer, const Dataset& data);

}  // namespace yachay::training

#endif  // TRAINING_TRAINER_H_

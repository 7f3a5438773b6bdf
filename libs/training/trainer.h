// Trains tree models through XGBoost's C API and measures them on held-out rows.
//
// The same data, options and number of threads give the same bytes. Scores in the result come from
// libs/forest, the golden rows' scores from XGBoost itself: replaying them proves that both agree.
#ifndef TRAINING_TRAINER_H_
#define TRAINING_TRAINER_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "forest/forest.h"
#include "models/golden.h"
#include "training/dataset.h"
#include "training/evaluation.h"

namespace yachay::training {

enum class Algorithm { kGradientBoosting, kRandomForest };

// Version of this code, for manifests.
std::string_view CodeVersion();

// "gradient-boosting", "random-forest"
std::string_view Name(Algorithm algorithm);
// InvalidArgument naming the known ones.
absl::StatusOr<Algorithm> ParseAlgorithm(std::string_view name);

struct TrainOptions {
  Algorithm algorithm = Algorithm::kGradientBoosting;
  int trees = 300;              // in all: boosting makes one a class and round
  int depth = 5;                // of a tree, 1 to 16
  double learning_rate = 0.1;   // gradient-boosting only, in (0, 1]
  uint64_t seed = 1;            // of sampling, split and bootstrap
  double held_out_share = 0.2;  // of each class, where the data set does not choose itself
  int threads = 2;
  size_t golden_rows = 64;                            // half of them with missing values
  std::function<void(int done, int total)> progress;  // after every round; may be empty
};

struct TrainResult {
  std::string model;  // UBJSON bytes
  forest::Forest forest;
  std::vector<models::GoldenRow> golden;
  std::vector<double> importance;  // per feature: its share of the total gain; sums to 1 (all 0: no split)
  Evaluation evaluation;           // on the held-out rows
};

// InvalidArgument for options out of range, or data that cannot be learned from (fewer than two classes, no
// rows, infinite values, labels that are not known).
absl::StatusOr<TrainResult> Train(const Dataset& train, const Dataset& held_out, const TrainOptions& options);

// Scores of every row, rows × outputs. REQUIRES: data.width() == forest.num_features().
std::vector<float> Score(const forest::Forest& forest, const Dataset& data);

}  // namespace yachay::training

#endif  // TRAINING_TRAINER_H_

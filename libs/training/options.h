// How to learn: what TrainOptions says is all that a training depends on, beside the rows.
#ifndef TRAINING_OPTIONS_H_
#define TRAINING_OPTIONS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace yachay::training {

enum class Algorithm { kGradientBoosting, kRandomForest, kLogistic, kMlp };

// "gradient-boosting", "random-forest", "logistic", "mlp"
std::string_view Name(Algorithm algorithm);
// InvalidArgument naming the known ones.
absl::StatusOr<Algorithm> ParseAlgorithm(std::string_view name);
std::vector<std::string> AlgorithmNames();
inline bool HasTrees(Algorithm algorithm) {
  return algorithm == Algorithm::kGradientBoosting || algorithm == Algorithm::kRandomForest;
}

enum class Augmentation {
  kNone,
  kJitter,  // copies of rows with a little seeded noise on their numbers
  kSmote,   // rows between two near rows of a rarer class, until the classes are even (Chawla et al. 2002)
};

struct TrainOptions {
  Algorithm algorithm = Algorithm::kGradientBoosting;
  int trees = 300;              // in all: boosting makes one a class and round
  int depth = 7;                // of a tree, 1 to 16
  double learning_rate = 0.1;   // gradient-boosting only, in (0, 1]
  double row_share = 0.7;       // gradient-boosting: rows a round sees, in (0, 1]
  double column_share = 1;      // gradient-boosting: columns a tree sees, in (0, 1]
  double min_child_weight = 5;  // gradient-boosting: least second derivative in a leaf: more is smoother
  uint64_t seed = 1;            // of sampling, split and bootstrap
  double held_out_share = 0.2;  // of each class, where the data set does not choose itself
  int threads = 1;              // XGBoost's threads spin while they wait: more only pay on idle cores
  size_t golden_rows = 64;      // half of them with missing values
  std::function<void(int done, int total)> progress;  // after every round; may be empty

  double l2 = 1e-4;     // logistic; a tenth of it for mlp
  int hidden = 32;      // mlp: units between the two layers, 1 to 4096
  int epochs = 30;      // mlp, 1 to 10000
  double step = 0.004;  // mlp: of Adam, in (0, 1]

  // Boosting and mlp: rounds or epochs without a better loss on a tenth of the training rows, after which the
  // best number is taken and all training rows are learned for that long. 0: off.
  int patience = 0;
  bool balance_classes = false;  // every class weighs the same in all
  Augmentation augmentation = Augmentation::kNone;
  double augmentation_share = 0.5;  // jitter: rows added, as a share of the training rows
  int folds = 0;                    // cross-validate on the training rows: 2 to 20; 0: off
  std::string calibration;          // "", "temperature" or "isotonic": learned on out-of-fold scores (3 folds
                                    // when `folds` is 0)
  bool permutation = false;         // permutation importance on the held-out rows
};

// InvalidArgument naming the option that is out of range, and the range.
absl::Status CheckOptions(const TrainOptions& options);

}  // namespace yachay::training

#endif  // TRAINING_OPTIONS_H_

// Grid search with a budget: options that are tried, each by cross-validation, until the budget is spent.
#ifndef TRAINING_SEARCH_H_
#define TRAINING_SEARCH_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "training/dataset.h"
#include "training/options.h"

namespace yachay::training {

struct SearchOptions {
  int tries = 0;                                     // at most; 0: the whole grid
  absl::Duration budget = absl::InfiniteDuration();  // no try starts after it; the first always runs
  int folds = 3;
  std::function<absl::Time()> now;  // required when there is a budget
};

struct Try {
  std::string setting;  // "trees=450 depth=5 learning_rate=0.05 …"
  double log_loss = 0;  // out of fold
  double accuracy = 0;
  double macro_f1 = 0;
};

struct SearchResult {
  TrainOptions best;       // `start` with the setting of the least log loss
  std::vector<Try> tries;  // in the order they ran; the first is `start`
  size_t chosen = 0;       // of tries
  size_t grid = 0;         // settings there were to try
};

// Tries `start`, then the algorithm's grid in a seeded order. REQUIRES: CheckOptions said OK for `start`.
absl::StatusOr<SearchResult> Search(const Dataset& train, const TrainOptions& start,
                                    const SearchOptions& options);

// The settings around `start` that Search tries.
std::vector<TrainOptions> Grid(const TrainOptions& start);
// What Search may change, as text.
std::string SettingOf(const TrainOptions& options);

}  // namespace yachay::training

#endif  // TRAINING_SEARCH_H_

#include "training/search.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "training/cross_validation.h"
#include "training/random.h"

namespace yachay::training {
namespace {

// Every option of `list` with every value.
template <typename T>
std::vector<TrainOptions> Cross(const std::vector<TrainOptions>& list, T TrainOptions::*member,
                                const std::vector<T>& values) {
  std::vector<TrainOptions> result;
  for (const TrainOptions& one : list) {
    for (const T& value : values) {
      TrainOptions& next = result.emplace_back(one);
      next.*member = value;
    }
  }
  return result;
}

absl::StatusOr<Try> Measure(const Dataset& train, TrainOptions options, int folds) {
  options.progress = nullptr;
  const auto validated = CrossValidate(train, options, folds, 0);
  if (!validated.ok()) return validated.status();
  const Evaluation& evaluation = validated->evaluation;
  return Try{SettingOf(options), evaluation.log_loss, evaluation.accuracy.value, evaluation.macro_f1.value};
}

}  // namespace

std::string SettingOf(const TrainOptions& o) {
  switch (o.algorithm) {
    case Algorithm::kGradientBoosting:
      return absl::StrCat("trees=", o.trees, " depth=", o.depth, " learning_rate=", o.learning_rate,
                          " row_share=", o.row_share, " min_child_weight=", o.min_child_weight);
    case Algorithm::kRandomForest:
      return absl::StrCat("trees=", o.trees, " depth=", o.depth);
    case Algorithm::kLogistic:
      return absl::StrCat("l2=", o.l2);
    case Algorithm::kMlp:
      return absl::StrCat("hidden=", o.hidden, " epochs=", o.epochs, " step=", o.step, " l2=", o.l2);
  }
  return "";
}

std::vector<TrainOptions> Grid(const TrainOptions& start) {
  std::vector<TrainOptions> grid = {start};
  switch (start.algorithm) {
    case Algorithm::kGradientBoosting:
      grid = Cross(grid, &TrainOptions::trees, {150, 300, 600});
      grid = Cross(grid, &TrainOptions::depth, {4, 5, 6, 7, 8});
      grid = Cross(grid, &TrainOptions::learning_rate, {0.05, 0.1, 0.2});
      grid = Cross(grid, &TrainOptions::row_share, {0.7, 1.0});
      return Cross(grid, &TrainOptions::min_child_weight, {1, 10});
    case Algorithm::kRandomForest:
      grid = Cross(grid, &TrainOptions::trees, {150, 300});
      return Cross(grid, &TrainOptions::depth, {6, 8, 10, 12, 14, 16});
    case Algorithm::kLogistic:
      return Cross(grid, &TrainOptions::l2, {0.0, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1.0});
    case Algorithm::kMlp:
      grid = Cross(grid, &TrainOptions::hidden, {16, 32, 64});
      grid = Cross(grid, &TrainOptions::step, {0.001, 0.004, 0.01});
      return Cross(grid, &TrainOptions::l2, {1e-4, 1e-3, 1e-2});
  }
  return grid;
}

absl::StatusOr<SearchResult> Search(const Dataset& train, const TrainOptions& start,
                                    const SearchOptions& options) {
  std::vector<TrainOptions> grid = Grid(start);
  std::erase_if(grid, [&](const TrainOptions& one) { return SettingOf(one) == SettingOf(start); });
  Random(start.seed).Shuffle(grid);
  grid.insert(grid.begin(), start);
  SearchResult result{.best = start, .tries = {}, .grid = grid.size()};
  const bool timed = options.budget < absl::InfiniteDuration();
  const absl::Time end = timed ? options.now() + options.budget : absl::InfiniteFuture();
  const size_t most = options.tries > 0 ? std::min<size_t>(options.tries, grid.size()) : grid.size();
  for (size_t i = 0; i < most; ++i) {
    if (i > 0 && timed && options.now() >= end) break;
    const auto measured = Measure(train, grid[i], options.folds);
    if (!measured.ok()) return measured.status();
    result.tries.push_back(*measured);
    if (measured->log_loss < result.tries[result.chosen].log_loss) {
      result.chosen = i;
      result.best = grid[i];
    }
    if (start.progress) start.progress(static_cast<int>(i + 1), static_cast<int>(most));
  }
  return result;
}

}  // namespace yachay::training

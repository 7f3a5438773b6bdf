#include "training/fit.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "training/augment.h"

namespace yachay::training {
namespace {

constexpr double kValidationShare = 0.1;
constexpr uint64_t kValidationSeed = 0x5EED;  // another split than that of the held-out rows

absl::StatusOr<int> ChooseRounds(const Dataset& train, const TrainOptions& options) {
  const bool learns_on =
      options.algorithm == Algorithm::kGradientBoosting || options.algorithm == Algorithm::kMlp;
  if (options.patience == 0 || !learns_on) return Rounds(options, train.schema.classes.size());
  const auto mask = HeldOutMask(train, kValidationShare, options.seed ^ kValidationSeed);
  const Dataset part = Augmented(Where(train, mask, 0), options);
  const Dataset validation = Where(train, mask, 1);
  return HasTrees(options.algorithm) ? BestRounds(part, validation, options)
                                     : BestEpochs(part, validation, options);
}

}  // namespace

absl::Status CheckData(const char* which, const Dataset& data) {
  if (data.rows() == 0 || data.width() == 0)
    return absl::InvalidArgumentError(absl::StrCat(which, ": no rows"));
  const auto classes = static_cast<int>(data.schema.classes.size());
  if (classes < 2) return absl::InvalidArgumentError(absl::StrCat(which, ": expected at least two classes"));
  if (data.values.size() != data.rows() * data.width() || data.ids.size() != data.rows() ||
      (!data.weights.empty() && data.weights.size() != data.rows())) {
    return absl::InvalidArgumentError(absl::StrCat(which, ": columns of different lengths"));
  }
  for (size_t r = 0; r < data.rows(); ++r) {
    if (data.labels[r] < 0 || data.labels[r] >= classes) {
      return absl::InvalidArgumentError(
          absl::StrCat(which, ": row ", r, " (", data.ids[r], ") has no known class"));
    }
    if (!data.weights.empty() && !(data.weights[r] > 0 && std::isfinite(data.weights[r]))) {
      return absl::InvalidArgumentError(
          absl::StrCat(which, ": row ", r, " (", data.ids[r], ") has no weight above 0"));
    }
  }
  for (size_t i = 0; i < data.values.size(); ++i) {
    if (!std::isinf(data.values[i])) continue;
    return absl::InvalidArgumentError(absl::StrCat(which, ": row ", i / data.width(), " column '",
                                                   data.schema.features[i % data.width()].name,
                                                   "' is infinite as a float; expected at most 3.4e38"));
  }
  return absl::OkStatus();
}

int Rounds(const TrainOptions& options, size_t classes) {
  if (options.algorithm == Algorithm::kMlp) return options.epochs;
  if (options.algorithm != Algorithm::kGradientBoosting) return 1;
  return (options.trees + static_cast<int>(classes) - 1) / static_cast<int>(classes);
}

absl::StatusOr<Fitted> Fit(const Dataset& train, const TrainOptions& options) {
  const auto rounds = ChooseRounds(train, options);
  if (!rounds.ok()) return rounds.status();
  const bool changed = options.balance_classes || options.augmentation != Augmentation::kNone;
  const Dataset more = changed ? Augmented(train, options) : Dataset{};
  const Dataset& rows = changed ? more : train;
  return HasTrees(options.algorithm) ? FitTrees(rows, options, *rounds) : FitLayers(rows, options, *rounds);
}

}  // namespace yachay::training

#include "training/options.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace yachay::training {
namespace {

constexpr Algorithm kAlgorithms[] = {Algorithm::kGradientBoosting, Algorithm::kRandomForest,
                                     Algorithm::kLogistic, Algorithm::kMlp};

template <typename T>
absl::Status Bad(const char* name, const T& value, const char* expected) {
  return absl::InvalidArgumentError(absl::StrCat(name, ": got ", value, ", expected ", expected));
}

absl::Status CheckLayerOptions(const TrainOptions& o) {
  if (!(o.l2 >= 0) || o.l2 > 1000) return Bad("l2", o.l2, "0 to 1000");
  if (o.hidden < 1 || o.hidden > 4096) return Bad("hidden", o.hidden, "1 to 4096");
  if (o.epochs < 1 || o.epochs > 10000) return Bad("epochs", o.epochs, "1 to 10000");
  if (!(o.step > 0) || o.step > 1) return Bad("step", o.step, "more than 0, at most 1");
  return absl::OkStatus();
}

}  // namespace

std::string_view Name(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::kGradientBoosting:
      return "gradient-boosting";
    case Algorithm::kRandomForest:
      return "random-forest";
    case Algorithm::kLogistic:
      return "logistic";
    case Algorithm::kMlp:
      return "mlp";
  }
  return "";
}

std::vector<std::string> AlgorithmNames() {
  std::vector<std::string> names;
  for (const Algorithm algorithm : kAlgorithms) names.emplace_back(Name(algorithm));
  return names;
}

absl::StatusOr<Algorithm> ParseAlgorithm(std::string_view name) {
  for (const Algorithm algorithm : kAlgorithms) {
    if (name == Name(algorithm)) return algorithm;
  }
  return absl::InvalidArgumentError(absl::StrCat("algorithm '", std::string(name), "': expected one of ",
                                                 absl::StrJoin(AlgorithmNames(), ", ")));
}

absl::Status CheckOptions(const TrainOptions& o) {
  if (o.trees < 1 || o.trees > 100000) return Bad("trees", o.trees, "1 to 100000");
  if (o.depth < 1 || o.depth > 16) return Bad("depth", o.depth, "1 to 16");
  if (!(o.learning_rate > 0) || o.learning_rate > 1)
    return Bad("learning rate", o.learning_rate, "more than 0, at most 1");
  for (const auto& [name, share] :
       {std::pair{"row share", o.row_share}, std::pair{"column share", o.column_share}}) {
    if (!(share > 0) || share > 1) return Bad(name, share, "more than 0, at most 1");
  }
  if (!(o.min_child_weight >= 0) || o.min_child_weight > 1e6)
    return Bad("min child weight", o.min_child_weight, "0 to 1000000");
  if (o.threads < 1 || o.threads > 256) return Bad("threads", o.threads, "1 to 256");
  if (o.patience < 0) return Bad("patience", o.patience, "0 or more");
  if (o.folds != 0 && (o.folds < 2 || o.folds > 20)) return Bad("folds", o.folds, "2 to 20, or 0");
  if (!(o.augmentation_share > 0) || o.augmentation_share > 10)
    return Bad("augmentation share", o.augmentation_share, "more than 0, at most 10");
  if (!o.calibration.empty() && o.calibration != "temperature" && o.calibration != "isotonic")
    return Bad("calibration", o.calibration, "temperature or isotonic");
  return CheckLayerOptions(o);
}

}  // namespace yachay::training

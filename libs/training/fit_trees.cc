// Gradient boosting and random forests, through XGBoost.
#include <memory>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "scoring/forest_scorer.h"
#include "training/booster.h"
#include "training/fit.h"

namespace yachay::training {
namespace {

Booster::Settings SettingsOf(const TrainOptions& options, int classes) {
  Booster::Settings settings = {{"objective", "multi:softprob"},
                                {"num_class", absl::StrCat(classes)},
                                {"tree_method", "hist"},
                                {"max_depth", absl::StrCat(options.depth)},
                                {"seed", absl::StrCat(options.seed % 0x7FFFFFFF)},
                                {"nthread", absl::StrCat(options.threads)},
                                {"verbosity", "0"}};
  if (options.algorithm == Algorithm::kRandomForest) {
    const int per_class = (options.trees + classes - 1) / classes;
    settings.insert(settings.end(), {{"num_parallel_tree", absl::StrCat(per_class)},
                                     {"eta", "1"},
                                     {"subsample", "0.63"},
                                     {"colsample_bynode", "0.5"}});
  } else {
    settings.insert(settings.end(), {{"eta", absl::StrCat(options.learning_rate)},
                                     {"subsample", absl::StrCat(options.row_share)},
                                     {"colsample_bytree", absl::StrCat(options.column_share)},
                                     {"min_child_weight", absl::StrCat(options.min_child_weight)}});
  }
  return settings;
}

std::vector<float> Floats(const std::vector<int>& labels) { return {labels.begin(), labels.end()}; }

absl::StatusOr<Booster> NewBooster(const Dataset& train, const TrainOptions& options) {
  return Booster::Create(train.values, train.width(), Floats(train.labels), train.weights,
                         SettingsOf(options, static_cast<int>(train.schema.classes.size())));
}

std::vector<double> Shares(std::vector<double> gains) {
  const double total = std::accumulate(gains.begin(), gains.end(), 0.0);
  if (total > 0) {
    for (double& gain : gains) gain /= total;
  }
  return gains;
}

absl::StatusOr<Fitted> Finish(std::shared_ptr<const Booster> booster, size_t width) {
  auto bytes = booster->Save();
  if (!bytes.ok()) return bytes.status();
  auto forest = forest::Forest::Parse(*bytes);
  if (!forest.ok()) return forest.status();
  auto gain = booster->Gain();
  if (!gain.ok()) return gain.status();
  Fitted fitted;
  fitted.model = *std::move(bytes);
  fitted.model_file = "model.ubj";
  fitted.scorer = std::make_shared<scoring::ForestScorer>(*std::move(forest));
  fitted.importance = Shares(*std::move(gain));
  fitted.judge = [booster, width](absl::Span<const float> rows) { return booster->Predict(rows, width); };
  return fitted;
}

}  // namespace

absl::StatusOr<Fitted> FitTrees(const Dataset& train, const TrainOptions& options, int rounds) {
  auto booster = NewBooster(train, options);
  if (!booster.ok()) return booster.status();
  for (int round = 0; round < rounds; ++round) {
    if (auto status = booster->UpdateOneRound(round); !status.ok()) return status;
    if (options.progress) options.progress(round + 1, rounds);
  }
  auto fitted = Finish(std::make_shared<const Booster>(*std::move(booster)), train.width());
  if (fitted.ok()) fitted->rounds = rounds;
  return fitted;
}

absl::StatusOr<int> BestRounds(const Dataset& train, const Dataset& validation, const TrainOptions& options) {
  auto booster = NewBooster(train, options);
  if (!booster.ok()) return booster.status();
  auto status = booster->AddValidation(validation.values, Floats(validation.labels), validation.weights);
  if (!status.ok()) return status;
  const int rounds = Rounds(options, train.schema.classes.size());
  double least = 0;
  int best = 0;
  for (int round = 0; round < rounds && round < best + options.patience; ++round) {
    if (status = booster->UpdateOneRound(round); !status.ok()) return status;
    const auto loss = booster->ValidationLoss(round);
    if (!loss.ok()) return loss.status();
    if (round > 0 && *loss >= least) continue;
    least = *loss;
    best = round + 1;
  }
  return best;
}

}  // namespace yachay::training

#include "training/trainer.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "models/encoder.h"
#include "training/booster.h"

namespace yachay::training {
namespace {

absl::Status CheckOptions(const TrainOptions& o) {
  const auto bad = [](const char* name, auto value, const char* expected) {
    return absl::InvalidArgumentError(absl::StrCat(name, ": got ", value, ", expected ", expected));
  };
  if (o.trees < 1 || o.trees > 100000) return bad("trees", o.trees, "1 to 100000");
  if (o.depth < 1 || o.depth > 16) return bad("depth", o.depth, "1 to 16");
  if (!(o.learning_rate > 0) || o.learning_rate > 1)
    return bad("learning rate", o.learning_rate, "more than 0, at most 1");
  if (o.threads < 1 || o.threads > 256) return bad("threads", o.threads, "1 to 256");
  return absl::OkStatus();
}

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

int Rounds(const TrainOptions& options, int classes) {
  return options.algorithm == Algorithm::kRandomForest ? 1 : (options.trees + classes - 1) / classes;
}

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
    settings.emplace_back("eta", absl::StrCat(options.learning_rate));
  }
  return settings;
}

// Rows spread over the data; from every second one a feature is taken, from the last all.
std::vector<float> GoldenInputs(const Dataset& data, size_t count) {
  std::vector<float> rows;
  for (size_t i = 0; i < count; ++i) {
    const auto row = data.row(i * data.rows() / count);
    rows.insert(rows.end(), row.begin(), row.end());
    const auto copy = rows.end() - static_cast<std::ptrdiff_t>(data.width());
    if (i % 2 == 1) copy[static_cast<std::ptrdiff_t>((i / 2) % data.width())] = models::kMissing;
    if (i + 1 == count) std::fill(copy, rows.end(), models::kMissing);
  }
  return rows;
}

absl::StatusOr<std::vector<models::GoldenRow>> Golden(const Booster& booster, const Dataset& data,
                                                      size_t count) {
  const std::vector<float> rows = GoldenInputs(data, count);
  const auto scores = booster.Predict(rows, data.width());
  if (!scores.ok()) return scores.status();
  const size_t outputs = scores->size() / count;
  std::vector<models::GoldenRow> golden(count);
  for (size_t i = 0; i < count; ++i) {
    const auto row = absl::MakeConstSpan(rows).subspan(i * data.width(), data.width());
    const auto score = absl::MakeConstSpan(*scores).subspan(i * outputs, outputs);
    golden[i].features.assign(row.begin(), row.end());
    golden[i].scores.assign(score.begin(), score.end());
  }
  return golden;
}

absl::StatusOr<Booster> Fit(const Dataset& train, const TrainOptions& options) {
  const auto classes = static_cast<int>(train.schema.classes.size());
  const std::vector<float> labels(train.labels.begin(), train.labels.end());
  auto booster =
      Booster::Create(train.values, train.width(), labels, train.weights, SettingsOf(options, classes));
  if (!booster.ok()) return booster;
  const int rounds = Rounds(options, classes);
  for (int round = 0; round < rounds; ++round) {
    if (auto status = booster->UpdateOneRound(round); !status.ok()) return status;
    if (options.progress) options.progress(round + 1, rounds);
  }
  return booster;
}

std::vector<double> Shares(std::vector<double> gains) {
  const double total = std::accumulate(gains.begin(), gains.end(), 0.0);
  if (total > 0) {
    for (double& gain : gains) gain /= total;
  }
  return gains;
}

}  // namespace

std::string_view CodeVersion() { return YACHAY_VERSION; }

std::string_view Name(Algorithm algorithm) {
  return algorithm == Algorithm::kGradientBoosting ? "gradient-boosting" : "random-forest";
}

absl::StatusOr<Algorithm> ParseAlgorithm(std::string_view name) {
  for (const Algorithm algorithm : {Algorithm::kGradientBoosting, Algorithm::kRandomForest}) {
    if (name == Name(algorithm)) return algorithm;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("algorithm '", std::string(name), "': expected gradient-boosting or random-forest"));
}

std::vector<float> Score(const forest::Forest& forest, const Dataset& data) {
  std::vector<float> scores(data.rows() * forest.num_outputs());
  forest.PredictBatch(data.values, absl::MakeSpan(scores));
  return scores;
}

absl::StatusOr<TrainResult> Train(const Dataset& train, const Dataset& held_out,
                                  const TrainOptions& options) {
  if (auto status = CheckOptions(options); !status.ok()) return status;
  if (auto status = CheckData("training rows", train); !status.ok()) return status;
  if (auto status = CheckData("held-out rows", held_out); !status.ok()) return status;
  auto booster = Fit(train, options);
  if (!booster.ok()) return booster.status();
  auto bytes = booster->Save();
  if (!bytes.ok()) return bytes.status();
  auto forest = forest::Forest::Parse(*bytes);
  if (!forest.ok()) return forest.status();
  auto golden = Golden(*booster, held_out, std::max<size_t>(options.golden_rows, 2));
  if (!golden.ok()) return golden.status();
  auto gain = booster->Gain();
  if (!gain.ok()) return gain.status();
  TrainResult result{*std::move(bytes), *std::move(forest), *std::move(golden), Shares(*std::move(gain)), {}};
  result.evaluation = Evaluate(held_out.labels, Score(result.forest, held_out), train.schema.classes.size(),
                               {.seed = options.seed});
  return result;
}

}  // namespace yachay::training

#include "training/trainer.h"

#include <algorithm>

#include "models/encoder.h"
#include "scoring/calibration.h"
#include "training/augment.h"
#include "training/calibrate.h"
#include "training/fit.h"
#include "training/importance.h"

namespace yachay::training {
namespace {

constexpr int kCalibrationFolds = 3;

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

absl::StatusOr<std::vector<models::GoldenRow>> Golden(const Fitted& fitted, const TrainResult& result,
                                                      const Dataset& data, size_t count) {
  const std::vector<float> rows = GoldenInputs(data, count);
  auto scores = fitted.judge(rows);
  if (!scores.ok()) return scores.status();
  const size_t outputs = scores->size() / count;
  if (result.calibration) scoring::Calibrate(*result.calibration, outputs, absl::MakeSpan(*scores));
  std::vector<models::GoldenRow> golden(count);
  for (size_t i = 0; i < count; ++i) {
    const auto row = absl::MakeConstSpan(rows).subspan(i * data.width(), data.width());
    const auto score = absl::MakeConstSpan(*scores).subspan(i * outputs, outputs);
    golden[i].features.assign(row.begin(), row.end());
    golden[i].scores.assign(score.begin(), score.end());
  }
  return golden;
}

Evaluation Measure(const Dataset& held_out, const std::vector<float>& scores, const TrainOptions& options) {
  return Evaluate(held_out.labels, scores, held_out.schema.classes.size(), {.seed = options.seed});
}

absl::Status CrossValidateInto(const Dataset& train, const TrainOptions& options, TrainResult& result) {
  if (options.folds == 0 && options.calibration.empty()) return absl::OkStatus();
  auto validated = CrossValidate(train, options, options.folds > 0 ? options.folds : kCalibrationFolds);
  if (!validated.ok()) return validated.status();
  if (!options.calibration.empty()) {
    result.calibration =
        LearnCalibration(options.calibration, train.labels, validated->scores, train.schema.classes.size());
  }
  result.cross_validation = *std::move(validated);
  return absl::OkStatus();
}

// Calibrates the scorer and measures it, before and after.
void MeasureInto(const Dataset& held_out, const TrainOptions& options, TrainResult& result) {
  if (result.calibration) {
    result.uncalibrated = Measure(held_out, Score(*result.scorer, held_out), options);
    result.scorer = scoring::Calibrated(result.scorer, *result.calibration);
  }
  result.scores = Score(*result.scorer, held_out);
  result.evaluation = Measure(held_out, result.scores, options);
  if (options.permutation) result.permutation = PermutationImportance(*result.scorer, held_out, options.seed);
}

absl::Status CompareAugmentation(const Dataset& train, const Dataset& held_out, const TrainOptions& options,
                                 TrainResult& result) {
  if (options.augmentation == Augmentation::kNone) return absl::OkStatus();
  TrainOptions plain = options;
  plain.augmentation = Augmentation::kNone;
  plain.progress = nullptr;
  const auto fitted = Fit(train, plain);
  if (!fitted.ok()) return fitted.status();
  const auto scorer =
      result.calibration ? scoring::Calibrated(fitted->scorer, *result.calibration) : fitted->scorer;
  AugmentationEffect& effect = result.augmentation.emplace();
  effect.rows_added = Augmented(train, options).rows() - train.rows();
  effect.without = Measure(held_out, Score(*scorer, held_out), options);
  effect.comparison = Compare(held_out.labels, result.evaluation.predicted, effect.without.predicted);
  return absl::OkStatus();
}

}  // namespace

std::string_view CodeVersion() { return YACHAY_VERSION; }

std::vector<float> Score(const scoring::Scorer& scorer, const Dataset& data) {
  std::vector<float> scores(data.rows() * scorer.num_outputs());
  scorer.Score(data.values, absl::MakeSpan(scores));
  return scores;
}

absl::StatusOr<TrainResult> Train(const Dataset& train, const Dataset& held_out,
                                  const TrainOptions& options) {
  if (auto status = CheckOptions(options); !status.ok()) return status;
  if (auto status = CheckData("training rows", train); !status.ok()) return status;
  if (auto status = CheckData("held-out rows", held_out); !status.ok()) return status;
  TrainResult result;
  if (auto status = CrossValidateInto(train, options, result); !status.ok()) return status;
  auto fitted = Fit(train, options);
  if (!fitted.ok()) return fitted.status();
  auto golden = Golden(*fitted, result, held_out, std::max<size_t>(options.golden_rows, 2));
  if (!golden.ok()) return golden.status();
  result.golden = *std::move(golden);
  result.model = std::move(fitted->model);
  result.model_file = std::move(fitted->model_file);
  result.preparation = std::move(fitted->preparation);
  result.importance = std::move(fitted->importance);
  result.rounds = fitted->rounds;
  result.scorer = fitted->scorer;
  MeasureInto(held_out, options, result);
  if (auto status = CompareAugmentation(train, held_out, options, result); !status.ok()) return status;
  return result;
}

}  // namespace yachay::training

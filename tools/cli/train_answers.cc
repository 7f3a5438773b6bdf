#include "cli/train_answers.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "cli/learning_data.h"
#include "cli/learning_success.h"

namespace yachay::cli {
namespace {

constexpr int kFolds = 5;  // of learners; the first is held out

bool KnowsAny(const learning::Calibration& calibration, const std::vector<learning::History>& histories) {
  return std::any_of(histories.begin(), histories.end(), [&](const learning::History& history) {
    return std::any_of(history.answers.begin(), history.answers.end(),
                       [&](const auto& answer) { return calibration.item_answers.contains(answer.item); });
  });
}

}  // namespace

absl::StatusOr<training::Dataset> PrepareSuccess(const std::string& answers, const std::string& calibration,
                                                 TrainingJob& job) {
  const auto data = ReadAnswers(answers);
  if (!data.ok()) return data.status();
  auto tracer = learning::LoadCalibration(calibration);
  if (!tracer.ok()) return tracer.status();
  if (!KnowsAny(*tracer, data->histories)) {
    return absl::FailedPreconditionError(
        absl::StrCat(calibration, " was fitted on none of the items of ", answers,
                     ": give the calibration of these items (yachay learning fit)"));
  }
  training::Dataset rows = CrossFittedRows(Pointers(data->histories), *tracer, kFolds, job.options.seed);
  rows.fingerprint = data->fingerprint;
  job.cause = absl::StrCat("calibration ", tracer->version);
  job.incumbent = Incumbent{"the tracer's formula", ByFormula};
  job.tracer = *std::move(tracer);
  return rows;
}

}  // namespace yachay::cli

#include "cli/learning_fit.h"

#include "absl/strings/str_format.h"
#include "cli/learning_success.h"
#include "cli/simulate_random.h"
#include "learning/fit.h"

namespace yachay::cli {
namespace {

constexpr int kFolds = 5;  // the first is held out

}  // namespace

learning::Calibration FitCalibrationOf(const AnswerData& data, const std::string& version) {
  learning::Calibration calibration = learning::FitCalibration(Pointers(data.histories));
  calibration.version = version;
  if (version.empty())
    calibration.version = absl::StrFormat("%016x", simulate::HashText(ToJson(calibration)));
  return calibration;
}

absl::StatusOr<TrainingOutcome> TrainSuccess(const AnswerData& data, const learning::Calibration& calibration,
                                             const training::TrainOptions& options,
                                             models::Registry& registry) {
  training::Dataset rows = CrossFittedRows(Pointers(data.histories), calibration, kFolds, options.seed);
  rows.fingerprint = data.fingerprint;
  return RunTraining(rows,
                     {.model = kSuccessModel,
                      .options = options,
                      .who = "yachay learning fit",
                      .cause = absl::StrFormat("calibration %s", calibration.version),
                      .incumbent = Incumbent{"the tracer's formula", ByFormula}},
                     registry);
}

}  // namespace yachay::cli

// A calibration and a success model from a file of answers.
#ifndef CLI_LEARNING_FIT_H_
#define CLI_LEARNING_FIT_H_

#include <string>

#include "absl/status/statusor.h"
#include "cli/learning_data.h"
#include "cli/train_pipeline.h"
#include "learning/calibration.h"

namespace yachay::cli {

// Fits the calibration on all answers. Its version is the name given, or a hash of data and constants.
learning::Calibration FitCalibrationOf(const AnswerData& data, const std::string& version);

// Trains the model "success" under the calibration, registers it and promotes it when it is better on
// held-out learners than the champion; without one, than the tracer's formula. The errors of RunTraining.
absl::StatusOr<TrainingOutcome> TrainSuccess(const AnswerData& data, const learning::Calibration& calibration,
                                             const training::TrainOptions& options,
                                             models::Registry& registry);

}  // namespace yachay::cli

#endif  // CLI_LEARNING_FIT_H_

// yachay train --answers: a success model, from what learners answered.
#ifndef CLI_TRAIN_ANSWERS_H_
#define CLI_TRAIN_ANSWERS_H_

#include <string>

#include "absl/status/statusor.h"
#include "cli/train_pipeline.h"
#include "training/dataset.h"

namespace yachay::cli {

// The rows to train on, a fifth of the learners held out (cli/learning_success.h), and into `job` what such a
// model needs beside its options: the calibration, and the tracer's formula as what the first version has to
// beat. answers: a file as ReadAnswers reads it; calibration: the file that the feature store is started
// with.
//
// The errors of ReadAnswers and LoadCalibration. FailedPrecondition: the calibration knows none of the items.
absl::StatusOr<training::Dataset> PrepareSuccess(const std::string& answers, const std::string& calibration,
                                                 TrainingJob& job);

}  // namespace yachay::cli

#endif  // CLI_TRAIN_ANSWERS_H_

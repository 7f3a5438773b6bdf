// A calibration from a file of answers.
#ifndef CLI_LEARNING_FIT_H_
#define CLI_LEARNING_FIT_H_

#include <string>

#include "cli/learning_data.h"
#include "learning/calibration.h"

namespace yachay::cli {

// Fits the calibration on all answers. Its version is the name given, or a hash of data and constants.
learning::Calibration FitCalibrationOf(const AnswerData& data, const std::string& version);

}  // namespace yachay::cli

#endif  // CLI_LEARNING_FIT_H_

// The report's last sections: how the model was learned, and the data that all rests on.
#ifndef CLI_TRAIN_HTML_DATA_H_
#define CLI_TRAIN_HTML_DATA_H_

#include <string>

#include "cli/train_pipeline.h"

namespace yachay::cli {

// Options, folds, search, calibration and augmentation.
std::string LearningSection(const TrainingOutcome& outcome);

// Cleaning, classes, and each column with what is missing, its range and its shape.
std::string DataSection(const TrainingOutcome& outcome, const training::Dataset& data);

}  // namespace yachay::cli

#endif  // CLI_TRAIN_HTML_DATA_H_

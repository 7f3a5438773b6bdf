// What another version would have said about the rows of a data set whose schema may differ from its own.
#ifndef CLI_TRAIN_COMPARE_H_
#define CLI_TRAIN_COMPARE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "cli/models_load.h"
#include "training/dataset.h"

namespace yachay::cli {

struct OtherPredictions {
  std::vector<int> classes;   // one a row, as an index into the data set's; -1: a class that it does not know
  std::vector<float> scores;  // per row and class of the data set; 0 for one that the model does not know
};

// Categories are matched by name. FailedPrecondition, naming the column, when the data lack one that the
// model reads, or when it is of another kind.
absl::StatusOr<OtherPredictions> PredictClasses(const LoadedModel& model, const training::Dataset& data);

}  // namespace yachay::cli

#endif  // CLI_TRAIN_COMPARE_H_

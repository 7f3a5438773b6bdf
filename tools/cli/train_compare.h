// What another version would have said about the rows of a data set whose schema may differ from its own.
#ifndef CLI_TRAIN_COMPARE_H_
#define CLI_TRAIN_COMPARE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "cli/models_load.h"
#include "training/dataset.h"

namespace yachay::cli {

// One class per row, as an index into the data set's classes; -1: a class that the data set does not know.
// Categories are matched by name. FailedPrecondition, naming the column, when the data lack one that the
// model reads, or when it is of another kind.
absl::StatusOr<std::vector<int>> PredictClasses(const LoadedModel& model, const training::Dataset& data);

}  // namespace yachay::cli

#endif  // CLI_TRAIN_COMPARE_H_

// What a version's served rows will be compared with: its reference.json.
#ifndef CLI_TRAIN_REFERENCE_H_
#define CLI_TRAIN_REFERENCE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "drift/column.h"
#include "scoring/scorer.h"
#include "training/dataset.h"

namespace yachay::cli {

// The columns of `rows`, and what the model predicts for them as the last.
std::vector<drift::Column> ColumnsWithPrediction(const training::Dataset& rows,
                                                 const scoring::Scorer& scorer);

// The columns of `rows`, what the model predicts for them, and per column the share of predictions that
// change when it is shuffled (over at most 2,000 rows, seeded). INVALID_ARGUMENT as
// drift::Reference::FromColumns.
absl::StatusOr<std::string> ReferenceJson(const training::Dataset& rows, const scoring::Scorer& scorer);

}  // namespace yachay::cli

#endif  // CLI_TRAIN_REFERENCE_H_

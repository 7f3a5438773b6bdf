// How well predictions of a file do: estimated, and measured where the current file holds the target.
#ifndef TOOLS_CLI_DRIFT_PERFORMANCE_H_
#define TOOLS_CLI_DRIFT_PERFORMANCE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "drift/html_report.h"
#include "drift/performance.h"
#include "training/csv.h"

namespace yachay::cli {

struct DriftPerformance {
  drift::Performance all{1};
  std::vector<drift::GroupQuality> groups;
  int64_t unknown_labels = 0;  // rows whose target is no class of the predictions: they count as unlabelled
};

// `predictions` is what `yachay predict --out` wrote for `current`: the same rows in the same order. Groups
// are the values of `group_columns` in `current`; a column that is not there has none. INVALID_ARGUMENT names
// file, line and column: other rows than `current` has, no probability columns, cells that are no
// probabilities.
absl::StatusOr<DriftPerformance> MeasurePredictions(const training::CsvTable& current,
                                                    const training::CsvTable& predictions,
                                                    const std::string& target,
                                                    const std::vector<std::string>& ids,
                                                    const std::vector<std::string>& group_columns);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_DRIFT_PERFORMANCE_H_

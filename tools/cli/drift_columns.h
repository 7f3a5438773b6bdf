// Columns of two CSV files as the drift library reads them.
#ifndef TOOLS_CLI_DRIFT_COLUMNS_H_
#define TOOLS_CLI_DRIFT_COLUMNS_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "drift/column.h"
#include "training/csv.h"

namespace yachay::cli {

// Both sides, column by column in the order of the reference.
struct DriftColumns {
  std::vector<drift::Column> reference;
  std::vector<drift::Column> current;
};

// Every column of `reference` that is not in `left_out`. It holds numbers when all its cells in `reference`
// do; an infinite cell is missing. The errors name file, line and column: a column that `current` lacks, text
// where the reference has numbers, a file without rows, nothing left to compare.
absl::StatusOr<DriftColumns> ReadDriftColumns(const training::CsvTable& reference,
                                              const training::CsvTable& current,
                                              const std::set<std::string>& left_out);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_DRIFT_COLUMNS_H_

// Columns of CSV files as the drift library reads them.
#ifndef TOOLS_CLI_DRIFT_COLUMNS_H_
#define TOOLS_CLI_DRIFT_COLUMNS_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "drift/column.h"
#include "training/csv.h"

namespace yachay::cli {

// What kind a column is to be read as, by name.
using DriftKinds = std::map<std::string, drift::ColumnKind>;

// Every column that is not in `left_out`, in the table's order; an infinite cell is missing. A column is of
// the kind that `kinds` says, unless it holds text where numbers are expected: then its type has changed, and
// it has categories. A column that `kinds` lacks holds numbers when all its cells do.
std::vector<drift::Column> ReadDriftColumns(const training::CsvTable& table,
                                            const std::set<std::string>& left_out, const DriftKinds& kinds);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_DRIFT_COLUMNS_H_

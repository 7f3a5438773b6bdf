// The two sides of `yachay drift`, as files have them.
#ifndef TOOLS_CLI_DRIFT_SIDES_H_
#define TOOLS_CLI_DRIFT_SIDES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/drift_compare.h"
#include "drift/reference.h"
#include "drift/window.h"
#include "training/csv.h"

namespace yachay::cli {

struct DriftSides {
  drift::Reference reference;
  drift::Window window;
  std::vector<drift::Column> reference_columns;  // empty when the reference was a JSON file
  std::vector<drift::Column> current_columns;
  training::CsvTable current;
};

// --reference is a CSV file, or the reference.json of a version. INVALID_ARGUMENT and NOT_FOUND name file,
// line and column: no file, no rows or no column left in the reference. Other columns and types in the
// current file, and a header without rows, are states of the verdict.
absl::StatusOr<DriftSides> ReadDriftSides(const DriftCompareOptions& options);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_DRIFT_SIDES_H_

// Rows of features as lines of CSV, and files that are there whole or not at all.
#ifndef TOOLS_CLI_FEATURES_ROWS_H_
#define TOOLS_CLI_FEATURES_ROWS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/point_in_time.h"
#include "core/query.h"

namespace yachay::cli {

// RFC 4180.
std::string CsvText(const std::string& text);

// Of exported rows: when a row's values were; no feature.
inline constexpr char kAsOfColumn[] = "as_of_ms";

// "learner_id,as_of_ms,label,view:feature,…", without line break.
std::string HeaderLine(const std::vector<features::FeatureRef>& refs);

// A row of columns of one value each. Numbers in the shortest form that reads back to the same bits, maps as
// a JSON object; what is not present is empty.
std::string RowLine(const feature_store::Label& label, const std::string& value,
                    const std::vector<feature_store::Column>& columns);

// A file that is there whole or not at all; gzip when its name ends in .gz. INVALID_ARGUMENT: it cannot be
// written; DATA_LOSS, NOT_FOUND when read.
absl::Status WriteWhole(const std::string& path, const std::string& bytes);
absl::StatusOr<std::string> ReadWhole(const std::string& path);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_FEATURES_ROWS_H_

// The table of labels that `yachay features export` makes rows for.
#ifndef TOOLS_CLI_FEATURES_LABELS_H_
#define TOOLS_CLI_FEATURES_LABELS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "core/point_in_time.h"

namespace yachay::cli {

struct LabelTable {
  std::vector<feature_store::Label> labels;
  std::vector<std::string> values;  // the column label, as it stood there
  std::string fingerprint;          // of the file's bytes
};

// A CSV file with the columns learner_id, as_of_ms, label and, for Cut::kPosition, position: what GetFeatures
// told as read_at, "partition:offset", several separated by spaces. Errors name file, line and column.
absl::StatusOr<LabelTable> ReadLabels(const std::string& path, feature_store::Cut cut);

// "3:120 4:77". INVALID_ARGUMENT: anything else.
absl::StatusOr<feature_store::MinOffsets> ParseOffsets(std::string_view text);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_FEATURES_LABELS_H_

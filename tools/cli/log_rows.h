// Labelled rows from the log of events: features as of a time, by the fold that serves them, and the
// engagement that followed.
#ifndef TOOLS_CLI_LOG_ROWS_H_
#define TOOLS_CLI_LOG_ROWS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cli/features_definitions.h"
#include "training/dataset.h"

namespace yachay::cli {

struct LogRowsOptions {
  std::string brokers;
  std::string topic;  // of learner-events
  DefinitionFlags definitions;
  int64_t as_of_ms = 0;  // Features know what happened up to here; the label is the week after.
  absl::Duration timeout = absl::Minutes(10);  // To read the log to the end that it has now.
};

// One row per learner who had played by then, in the schema of the engagement model: InvalidArgument when it
// asks for other features or classes than the view 'engagement' and the rule of minutes per week give.
// Records that cannot be parsed are passed over: the feature store has put them to the dead letters.
absl::StatusOr<training::Dataset> ReadLogRows(const LogRowsOptions& options, const training::Schema& schema);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_LOG_ROWS_H_

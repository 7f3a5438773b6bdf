// yachay features replay: rows of the engagement view from the log.
#ifndef TOOLS_CLI_FEATURES_REPLAY_H_
#define TOOLS_CLI_FEATURES_REPLAY_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "cli/features_definitions.h"
#include "cli/features_log.h"

namespace yachay::cli {

struct Cli;

struct ReplayOptions {
  FeaturesLog log;
  DefinitionFlags definitions;
  std::int64_t as_of_ms = 0;  // 0: now
  bool label = false;         // add EngagementLevel, by the week after as_of_ms
};

// PlayerID, the columns of the view engagement and, if asked, the label: CSV in the shape of the public data
// set, by learner id; with
// --json {"columns": […], "rows": [[…]…]}. Missing values are empty (null). INVALID_ARGUMENT: a label is
// asked for a week that has not passed. UNAVAILABLE, DEADLINE_EXCEEDED, NOT_FOUND as of the log.
absl::Status Replay(const ReplayOptions& options, Cli& cli);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_FEATURES_REPLAY_H_

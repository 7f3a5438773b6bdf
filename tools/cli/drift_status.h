// `yachay drift status`: what the drift monitor sees.
#ifndef TOOLS_CLI_DRIFT_STATUS_H_
#define TOOLS_CLI_DRIFT_STATUS_H_

#include <string>

#include "absl/status/status.h"

namespace yachay::cli {

struct Cli;

struct DriftStatusOptions {
  std::string address = "127.0.0.1:7105";
};

// Prints DriftMonitor.GetStatus: JSON as protobuf maps it, with the proto's field names.
absl::Status PrintDriftStatus(const DriftStatusOptions& options, Cli& cli);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_DRIFT_STATUS_H_

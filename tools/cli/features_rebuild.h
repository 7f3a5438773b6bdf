// yachay features replay --store: a store of the feature store, built again from the log.
#ifndef TOOLS_CLI_FEATURES_REBUILD_H_
#define TOOLS_CLI_FEATURES_REBUILD_H_

#include <string>

#include "absl/status/status.h"
#include "cli/features_definitions.h"
#include "cli/features_log.h"

namespace yachay::cli {

struct Cli;

struct RebuildOptions {
  FeaturesLog log;
  std::string store;            // folder of the store; goes on where it stands on the log
  DefinitionFlags definitions;  // as the feature store is started with, this and what follows
  std::string feature_services;
  std::string rewards;
  std::string erasure_salt_file;
};

// Folds the log to its end into the store: the same keys and values, byte for byte, as in the store of a
// process that followed it live with the same salt (but for "m/purged", which tells when that one rewrote its
// files). Records that cannot be read are counted as the live store counts them, and not sent to the dead
// letters again. Where the folder serves states of other definitions, those stay beside until these have
// caught up with them. FAILED_PRECONDITION: a process has the store open.
absl::Status Rebuild(const RebuildOptions& options, Cli& cli);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_FEATURES_REBUILD_H_

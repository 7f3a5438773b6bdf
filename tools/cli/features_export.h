// yachay features export: point-in-time rows for a table of labels, from the log.
#ifndef TOOLS_CLI_FEATURES_EXPORT_H_
#define TOOLS_CLI_FEATURES_EXPORT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "cli/features_definitions.h"
#include "cli/features_log.h"

namespace yachay::cli {

struct Cli;

struct ExportOptions {
  FeaturesLog log;
  std::string labels;                 // file, as ReadLabels
  std::string out;                    // file; gzip when it ends in .gz
  std::string cut = "arrival";        // or event-time, position
  std::vector<std::string> features;  // "view:feature", "view:*"; empty: those of the service
  std::string feature_service = "engagement_v1";
  DefinitionFlags definitions;
  std::string feature_services, rewards;  // as the feature store was started with
};

// Writes learner_id, as_of_ms, label and one column per feature, in the order of the labels; leaves out
// labels whose learner is not on the log, was erased or may not be trained on. Works through one partition
// after the other and keeps each one's rows in OUT.parts: the same command, started again after it was
// stopped, goes on with those that are missing; with other labels, features, cut or consent it begins anew.
// OUT.views.json says by which views, for `yachay train --data OUT` to keep in the manifest.
// Kept rows are as of when their partition was read, but whoever was erased since, or said otherwise about
// training, has that partition read again before the file is written.
// INVALID_ARGUMENT: an option or the labels; the errors of the log.
absl::Status Export(const ExportOptions& options, Cli& cli);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_FEATURES_EXPORT_H_

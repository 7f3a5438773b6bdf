// What `yachay train` prints, and the folder that --report fills.
#ifndef CLI_TRAIN_OUTPUT_H_
#define CLI_TRAIN_OUTPUT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "cli/train_json.h"

namespace yachay::cli {

nlohmann::ordered_json OutcomeToJson(const TrainingOutcome& outcome, const std::string& registry);

// For a terminal; readable as Markdown too.
std::string OutcomeToText(const TrainingOutcome& outcome);

struct ReportOptions {
  std::string folder;  // made when missing
  std::vector<std::string>
      groups;  // columns whose values get an error figure each; unknown ones are left out
};

// Writes report.html, report.md and report.json. `data` are all rows that were trained and measured on.
absl::Status WriteReport(const TrainingOutcome& outcome, const training::Dataset& data,
                         const std::string& registry, const ReportOptions& options);

}  // namespace yachay::cli

#endif  // CLI_TRAIN_OUTPUT_H_

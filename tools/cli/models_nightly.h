// The night's work: predictions for every learner, what was served compared with the reference, and how well
// the forecasts of a week ago came true, which the drift monitor is told.
#ifndef TOOLS_CLI_MODELS_NIGHTLY_H_
#define TOOLS_CLI_MODELS_NIGHTLY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/features_definitions.h"
#include "drift/html_report.h"

namespace yachay::cli {

struct NightlyOptions {
  std::string brokers;
  std::string topic_prefix = "yachay";
  std::string registry;  // folder
  std::string model = "engagement";
  DefinitionFlags definitions;  // that the champion was trained on
  int64_t until_ms = 0;         // features are as of here; served rows are those up to here
  int hours = 24;               // of served rows that are compared; of a week ago, that are labelled
  // Features of the model, with categories, whose groups are measured; empty: Gender and Location, where the
  // model has them.
  std::vector<std::string> groups;
  std::string out;  // folder: predictions.csv and drift.html; made when missing
};

struct Nightly {
  size_t predicted = 0;  // learners
  size_t labelled = 0;   // predictions served a week ago whose label is told
  drift::ReportPage
      page;  // of the served rows; its figures are of the champion, over the week that ended at until_ms
};

// With the champion. A night in which nothing was served has an empty window. The same night can be run
// again: files are replaced. INVALID_ARGUMENT names every one of options.groups that is none;
// FAILED_PRECONDITION: the champion was trained on other definitions. The errors of registry, definitions,
// log and files.
absl::StatusOr<Nightly> RunNightly(const NightlyOptions& options);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_MODELS_NIGHTLY_H_

// `yachay drift`: two files, column by column.
#ifndef TOOLS_CLI_DRIFT_COMPARE_H_
#define TOOLS_CLI_DRIFT_COMPARE_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace yachay::cli {

struct Cli;

struct DriftCompareOptions {
  std::string reference;  // CSV
  std::string current;    // CSV
  std::string profile = "evidently";
  std::string report;                             // HTML file to write; empty: none
  std::string target = "EngagementLevel";         // not compared, where it is there
  std::vector<std::string> ids = {"PlayerID"};    // not compared, where they are there
  std::string prediction = "prediction";          // the column whose drift alone asks for retraining
  std::map<std::string, std::string> tests = {};  // column → test, in place of the profile's
  bool fail_on_drift = false;  // an error when the data set drifted or is to be retrained on
};

// Prints the verdict. INVALID_ARGUMENT and NOT_FOUND say which file, line and column are wrong.
absl::Status CompareFiles(const DriftCompareOptions& options, Cli& cli);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_DRIFT_COMPARE_H_

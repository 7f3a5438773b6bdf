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
  std::string reference;  // CSV, or the reference.json of a version
  std::string current;    // CSV
  std::string profile = "evidently";
  std::string rule = "sensitive";  // as drift::RetrainRuleNamed
  double alarm_rate = 0.01;        // of the profile yachay
  double false_alarm_days = 0;     // in place of it: one false alarm in so many days; 0: the rate counts
  double windows_per_day = 24;     // files that are compared in a day
  std::string report;              // HTML file to write; empty: none
  std::string predictions;         // CSV of `yachay predict` over the current rows; empty: none
  std::vector<std::string> groups = {"Gender", "Location"};  // columns whose groups are measured
  std::string target = "EngagementLevel";  // not compared, where it is there; the label of the predictions
  std::vector<std::string> ids = {"PlayerID"};    // not compared, where they are there
  std::string prediction = "prediction";          // the column whose drift alone asks for retraining
  std::map<std::string, std::string> tests = {};  // column → test, in place of the profile's
  bool fail_on_drift = false;  // an error when the data set drifted, is to be retrained on, or was empty
};

// Prints the verdict. INVALID_ARGUMENT and NOT_FOUND say which file, line and column are wrong.
absl::Status CompareFiles(const DriftCompareOptions& options, Cli& cli);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_DRIFT_COMPARE_H_

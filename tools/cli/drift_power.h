// `yachay drift power`: what the tests notice, measured on a file's own rows.
#ifndef TOOLS_CLI_DRIFT_POWER_H_
#define TOOLS_CLI_DRIFT_POWER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace yachay::cli {

struct Cli;

struct DriftPowerOptions {
  std::string data;  // CSV
  std::string profile = "yachay";
  double alarm_rate = 0.01;     // of the profile yachay
  double false_alarm_days = 0;  // in place of it: one false alarm in so many days; 0: the rate counts
  double windows_per_day = 24;
  size_t unshifted = 1000;  // windows without shift, for the rate of false alarms
  size_t window_rows = 1000;
  size_t reference_rows = 5000;
  size_t trials = 100;
  uint64_t seed = 1;
  std::string target = "EngagementLevel";       // left out, where it is there
  std::vector<std::string> ids = {"PlayerID"};  // left out, where they are there
};

// Each trial deals the file's rows anew into a reference and a window, so that both are of one population: a
// column that is called drifted is a false alarm; `unshifted` windows are dealt so, and their rate is told
// per window and in days at `windows_per_day`. In the first `trials` of them, one column of the window is
// shifted at a time, numbers by 0.1, 0.25 and 0.5 of their standard deviation, categories by moving 5, 10 and
// 20 % of the rows to the rarest one; power is the share of the trials in which that column is called
// drifted, delay the rows until the first such window, window_rows / power. Prints a table or JSON.
// INVALID_ARGUMENT: fewer rows than both need.
absl::Status MeasurePower(const DriftPowerOptions& options, Cli& cli);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_DRIFT_POWER_H_

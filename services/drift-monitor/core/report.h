// The verdict over one closed window of served rows, and how it is kept.
#ifndef DRIFT_MONITOR_CORE_REPORT_H_
#define DRIFT_MONITOR_CORE_REPORT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "drift/retrain.h"
#include "drift/verdict.h"

namespace yachay::drift_monitor {

struct Report {
  std::string model;
  uint64_t version = 0;
  uint64_t window = 0;                   // of the model, from 1
  absl::Time start = absl::UnixEpoch();  // when its first row was served
  absl::Time end = absl::UnixEpoch();    // when its last row was served
  drift::Verdict verdict;
  drift::RetrainDecision decision;
  std::string request_key;  // of the request that it leads to; empty: to none, or to one asked before
};

// A JSON object that ReportFromJson reads back; times to the microsecond.
std::string ReportToJson(const Report& report);
// DATA_LOSS when it is no report.
absl::StatusOr<Report> ReportFromJson(std::string_view json);

// The key of a request for retraining: the same model, version and cause always have the same.
std::string RequestKey(std::string_view model, uint64_t version, std::string_view cause);

// Drift goes on from window to window: it is asked about at the first window that fires, and again only after
// a window that did not (under the key of its cause, so that the same cause is not asked about twice). Pure.
bool AsksAnew(const drift::RetrainDecision& decision, bool previous_window_fired);

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_CORE_REPORT_H_

// The verdict over one closed window of served rows, and how it is kept.
#ifndef DRIFT_MONITOR_CORE_REPORT_H_
#define DRIFT_MONITOR_CORE_REPORT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "core/label_book.h"
#include "drift/html_report.h"
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
  std::vector<drift::Histogram> histograms = {};  // one per column
  std::optional<drift::Quality> estimated = {};   // from the served probabilities
  std::vector<drift::GroupQuality> groups = {};
  std::vector<drift::ColumnQuality> quality = {};
  int64_t pane = 0;        // its last one
  uint64_t reference = 0;  // that it was compared with: ReferenceId of one that was set; 0: the source's
};

// The report for people. `earlier`: the windows before it, oldest first; `labelled`: what its labels say,
// when some have come.
std::string ReportToHtml(const Report& report, const std::vector<Report>& earlier,
                         const std::optional<Labelled>& labelled = std::nullopt);

// The groups of the report, with what their labels say; those of its labels alone come last.
std::vector<drift::GroupQuality> GroupsOf(const Report& report, const std::optional<Labelled>& labelled);

// A JSON object that ReportFromJson reads back; times to the microsecond.
std::string ReportToJson(const Report& report);
// DATA_LOSS when it is no report.
absl::StatusOr<Report> ReportFromJson(std::string_view json);

// Never 0. Of another reference: another one but for chance.
uint64_t ReferenceId(const drift::Reference& reference);

// The same on every machine and in every build.
uint64_t StableHash(std::string_view text);

// The key of a request for retraining: one per model, version, window and cause.
std::string RequestKey(std::string_view model, uint64_t version, uint64_t window, std::string_view cause);

// Drift goes on from window to window: it is asked about at the first window that fires, and while it goes
// on, or comes again, once in `cooldown` windows of the model. `last_asked`: the window that asked last, 0
// for none. Pure.
bool AsksAnew(const drift::RetrainDecision& decision, uint64_t window, uint64_t last_asked,
              uint64_t cooldown);

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_CORE_REPORT_H_

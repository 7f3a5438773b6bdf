// Everything that is kept of one model: its versions' windows, its totals, its last reports. Not thread-safe.
#ifndef DRIFT_MONITOR_CORE_MODEL_WATCH_H_
#define DRIFT_MONITOR_CORE_MODEL_WATCH_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "core/report.h"
#include "core/version_watch.h"

namespace yachay::drift_monitor {

// How a model stands.
struct ModelStatus {
  std::string model;
  uint64_t version = 0;  // that served last
  int64_t open_rows = 0;
  uint64_t closed_windows = 0;
  uint64_t rows = 0;
  uint64_t duplicates = 0;
  uint64_t late = 0;
  uint64_t ahead = 0;
  uint64_t retrain_requests = 0;
  absl::Time last_served = absl::InfinitePast();  // when the newest row that was taken in was served
  std::optional<Report> last;
};

struct ModelWatch {
  uint64_t closed_windows = 0;
  uint64_t rows = 0;            // each prediction once
  uint64_t duplicates = 0;      // rows that came again
  uint64_t late = 0;            // rows whose windows were closed: counted in none
  uint64_t ahead = 0;           // rows from the future: counted in none
  uint64_t last_asked = 0;      // window that asked for retraining last, of whichever version; 0: none did
  std::set<std::string> asked;  // keys of the requests that windows led to
  std::map<uint64_t, VersionWatch> versions;
  std::map<uint64_t, Report> reports;  // by window

  // The version that served last, or the one that served longest ago; 0 when there is none.
  uint64_t Newest() const;
  uint64_t Oldest() const;
  ModelStatus Status(const std::string& model) const;

  // The totals, as RestoreTotals reads them.
  std::string TotalsToJson() const;
  // DATA_LOSS when the text holds no totals.
  absl::Status RestoreTotals(std::string_view json);
};

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_CORE_MODEL_WATCH_H_

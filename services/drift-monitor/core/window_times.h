// When windows begin and end.
#ifndef DRIFT_MONITOR_CORE_WINDOW_TIMES_H_
#define DRIFT_MONITOR_CORE_WINDOW_TIMES_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace yachay::drift_monitor {

// No pane is farther from the first.
inline constexpr int64_t kLastPane = int64_t{1} << 53;
inline constexpr bool IsPane(int64_t pane) { return -kLastPane <= pane && pane <= kLastPane; }

// Either by rows, in the order of the log: a window is one pane, which is full at `rows`. Or by served time:
// panes of `slide` from the Unix epoch on, and at the end of each a window over the last `span`; tumbling
// when both are equal.
struct WindowTimes {
  int64_t rows = 1000;
  int64_t remembered_rows =
      10'000;  // by rows: ids are known for so many after their window, one window at least
  absl::Duration span = absl::ZeroDuration();  // zero: by rows
  absl::Duration slide = absl::ZeroDuration();
  absl::Duration lateness = absl::Minutes(1);  // by which a row may come after others that were served later

  static constexpr int64_t kMostPanes = 48;

  bool by_time() const { return span > absl::ZeroDuration(); }
  int64_t panes() const { return by_time() ? span / slide : 1; }
  int64_t PaneAt(absl::Time time) const { return absl::Floor(time - absl::UnixEpoch(), slide) / slide; }
  absl::Time EndOf(int64_t pane) const { return absl::UnixEpoch() + slide * (pane + 1); }

  // INVALID_ARGUMENT unless windows are by rows, or `span` is 1 to kMostPanes times a `slide` of at least a
  // second.
  absl::Status Check() const;
};

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_CORE_WINDOW_TIMES_H_

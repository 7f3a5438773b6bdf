// What is made of a served row.
#ifndef DRIFT_MONITOR_CORE_OUTCOME_H_
#define DRIFT_MONITOR_CORE_OUTCOME_H_

#include <cstdint>

#include "absl/time/time.h"

namespace yachay::drift_monitor {

// Late: its windows are closed. Ahead: from the future by more than the lateness, and a minute at least; it
// would close every window. Both are counted in no window, and only where windows are of served time.
enum class Outcome { kCounted, kDuplicate, kNoReference, kLate, kAhead };

struct RowCounts {
  uint64_t rows = 0;  // each prediction once
  uint64_t duplicates = 0;
  uint64_t late = 0;
  uint64_t ahead = 0;
};

// Rows without a reference are not counted.
void Count(Outcome outcome, RowCounts& counts);

bool IsAhead(absl::Time served_at, absl::Time now, absl::Duration lateness);

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_CORE_OUTCOME_H_

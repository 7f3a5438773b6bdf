#include "core/outcome.h"

#include <algorithm>

namespace yachay::drift_monitor {

void Count(Outcome outcome, RowCounts& counts) {
  switch (outcome) {
    case Outcome::kCounted:
      ++counts.rows;
      break;
    case Outcome::kDuplicate:
      ++counts.duplicates;
      break;
    case Outcome::kLate:
      ++counts.late;
      break;
    case Outcome::kAhead:
      ++counts.ahead;
      break;
    case Outcome::kNoReference:
      break;
  }
}

bool IsAhead(absl::Time served_at, absl::Time now, absl::Duration lateness) {
  return served_at > now + std::max(lateness, absl::Minutes(1));
}

}  // namespace yachay::drift_monitor

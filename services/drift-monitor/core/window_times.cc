#include "core/window_times.h"

#include "absl/strings/str_cat.h"

namespace yachay::drift_monitor {

absl::Status WindowTimes::Check() const {
  if (lateness < absl::ZeroDuration())
    return absl::InvalidArgumentError("lateness: expected no less than 0s");
  if (!by_time()) return absl::OkStatus();
  const bool whole = slide >= absl::Seconds(1) && span % slide == absl::ZeroDuration();
  if (whole && span / slide >= 1 && span / slide <= kMostPanes) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("window span ", absl::FormatDuration(span), " and slide ", absl::FormatDuration(slide),
                   ": expected a slide of at least 1s, and a span of 1 to ", kMostPanes, " slides"));
}

}  // namespace yachay::drift_monitor

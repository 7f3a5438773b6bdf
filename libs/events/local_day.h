#ifndef EVENTS_LOCAL_DAY_H_
#define EVENTS_LOCAL_DAY_H_

#include <cstdint>

namespace yachay::events {

inline constexpr std::int64_t kDayMs = 86'400'000;

// Number of the learner's local day, counted from 1970-01-01. REQUIRES: both within the years 1 to 9999.
constexpr std::int32_t LocalDay(std::int64_t utc_ms, std::int64_t utc_offset_ms) {
  const std::int64_t local = utc_ms + utc_offset_ms;
  return static_cast<std::int32_t>(local / kDayMs - (local % kDayMs < 0 ? 1 : 0));
}

}  // namespace yachay::events

#endif  // EVENTS_LOCAL_DAY_H_

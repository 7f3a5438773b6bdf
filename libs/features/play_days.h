#ifndef FEATURES_PLAY_DAYS_H_
#define FEATURES_PLAY_DAYS_H_

#include <cstdint>
#include <vector>

namespace yachay::features {

inline constexpr std::int64_t kDayMs = 86'400'000;

// Number of the learner's local day, counted from 1970-01-01. REQUIRES: both within the years 1 to 9999.
std::int32_t LocalDay(std::int64_t utc_ms, std::int64_t utc_offset_ms);

// Play of one local day. Whole numbers only, so that sums do not depend on the order of arrival.
struct PlayDay {
  std::int32_t day = 0;
  std::uint32_t started = 0;   // sessions that started
  std::uint32_t ended = 0;     // sessions that ended
  std::int64_t played_ms = 0;  // of the sessions that ended

  bool operator==(const PlayDay&) const = default;
};

// The last kDays local days up to the newest one with play: a late event is patched into its day; one older
// than that changes nothing. The same events in any order leave the same days.
class PlayDays {
 public:
  static constexpr std::int32_t kDays = 35;  // 28 of the longest window, and a week to be late

  void SessionStarted(std::int32_t day);
  void SessionEnded(std::int32_t day, std::int64_t played_ms);

  struct Totals {
    std::uint32_t started = 0;
    std::uint32_t ended = 0;
    std::uint32_t days_played = 0;  // days with played_ms above 0
    std::int64_t played_ms = 0;
  };
  // Of the `count` days that end with `last`.
  Totals Sum(std::int32_t last, std::int32_t count) const;

  const std::vector<PlayDay>& days() const { return days_; }  // ascending, at most kDays
  // From what days() gave; false when not ascending or too many.
  bool Restore(std::vector<PlayDay> days);

  bool operator==(const PlayDays&) const = default;

 private:
  PlayDay* At(std::int32_t day);

  std::vector<PlayDay> days_;
};

}  // namespace yachay::features

#endif  // FEATURES_PLAY_DAYS_H_

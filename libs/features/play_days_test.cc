#include "features/play_days.h"

#include "testing/catch.h"

namespace yachay::features {

TEST_CASE("a local day begins at the learner's midnight") {
  constexpr std::int64_t kHour = 3'600'000;
  CHECK(LocalDay(0, 0) == 0);
  CHECK(LocalDay(-1, 0) == -1);
  CHECK(LocalDay(-kDayMs, 0) == -1);
  CHECK(LocalDay(-kDayMs - 1, 0) == -2);
  CHECK(LocalDay(4 * kHour, -5 * kHour) == -1);  // Lima at 23:00 of the day before
  CHECK(LocalDay(20 * kHour, 5 * kHour) == 1);   // already tomorrow in Karachi
}

TEST_CASE("sums take the days asked and no other") {
  PlayDays days;
  for (std::int32_t day = 100; day < 110; ++day) days.SessionStarted(day);
  days.SessionEnded(104, 1000);
  days.SessionEnded(104, 0);
  days.SessionEnded(103, 0);
  const auto week = days.Sum(109, 7);
  CHECK(week.started == 7);
  CHECK(week.ended == 3);
  CHECK(week.days_played == 1);
  CHECK(week.played_ms == 1000);
  CHECK(days.Sum(104, 1).ended == 2);
  CHECK(days.Sum(99, 28).started == 0);
}

TEST_CASE("a late event is patched into its day up to 34 days back, not later") {
  PlayDays days;
  days.SessionStarted(1000);
  days.SessionStarted(1000 - 34);
  days.SessionStarted(1000 - 35);
  CHECK(days.days().size() == 2);
  CHECK(days.Sum(1000, 1000).started == 2);
  days.SessionStarted(1001);  // the newest day moves on, the oldest leaves
  CHECK(days.Sum(1001, 1000).started == 2);
  days.SessionStarted(5000);
  CHECK(days.days().size() == 1);
}

TEST_CASE("stored days are taken back only in order") {
  PlayDays days;
  CHECK(days.Restore({{1, 1, 0, 0}, {2, 0, 1, 5}}));
  CHECK(days.Sum(2, 2).played_ms == 5);
  CHECK_FALSE(days.Restore({{2, 1, 0, 0}, {1, 0, 1, 5}}));
  CHECK_FALSE(days.Restore({{1, 1, 0, 0}, {1, 0, 1, 5}}));
  CHECK_FALSE(days.Restore(std::vector<PlayDay>(PlayDays::kDays + 1)));
}

}  // namespace yachay::features

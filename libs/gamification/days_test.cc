#include "gamification/days.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "testing/catch.h"

namespace yachay::gamification {
namespace {

Days DaysOf(const std::vector<std::int32_t>& list) {
  Days days;
  for (const std::int32_t day : list) days.Add(day);
  return days;
}

// The definition, word by word: the longest stretch in which no week misses more than `freezes` days.
std::int32_t BestByDefinition(const std::set<std::int32_t>& active, std::int32_t freezes) {
  std::int32_t best = 0;
  for (const std::int32_t from : active) {
    std::map<std::int32_t, std::int32_t> missed;
    std::int32_t count = 0;
    for (std::int32_t day = from; day <= *active.rbegin(); ++day) {
      if (active.contains(day)) {
        best = std::max(best, ++count);
      } else if (++missed[WeekOf(day)] > freezes) {
        break;
      }
    }
  }
  return best;
}

}  // namespace

TEST_CASE("weeks begin on Monday, before 1970 too") {
  CHECK(WeekOf(-4) == -1);
  CHECK(WeekOf(-3) == 0);  // Monday, 1969-12-29
  CHECK(WeekOf(3) == 0);
  CHECK(WeekOf(4) == 1);  // Monday, 1970-01-05
  for (std::int32_t day = -100; day < 100; ++day) {
    REQUIRE(MondayOf(WeekOf(day)) <= day);
    REQUIRE(day <= MondayOf(WeekOf(day)) + 6);
  }
}

TEST_CASE("days are the same set in any order, and the oldest fall off") {
  std::mt19937 random(1);
  for (int round = 0; round < 50; ++round) {
    std::set<std::int32_t> expected;
    for (int i = 0; i < 60; ++i) expected.insert(static_cast<std::int32_t>(random() % 5000) - 1000);
    std::vector<std::int32_t> list(expected.begin(), expected.end());
    std::shuffle(list.begin(), list.end(), random);
    const Days days = DaysOf(list);
    std::shuffle(list.begin(), list.end(), random);
    REQUIRE(days == DaysOf(list));
    REQUIRE(days.words().size() <= Days::kMaxWords);
    REQUIRE(days.last() == *expected.rbegin());
    for (const std::int32_t day : expected) REQUIRE((days.Has(day) || day < days.last() - 4000));
  }
}

TEST_CASE("a streak is what its definition says, for random days") {
  std::mt19937 random(2);
  for (int round = 0; round < 400; ++round) {
    std::set<std::int32_t> active;
    const auto density = 1 + random() % 9;
    for (std::int32_t day = 20'000; day < 20'080; ++day)
      if (random() % 10 < density) active.insert(day);
    if (active.empty()) continue;
    const Days days = DaysOf({active.begin(), active.end()});
    for (std::int32_t freezes = 0; freezes <= 3; ++freezes) {
      const std::int32_t best = StreakOf(days, freezes, days.last()).best;
      REQUIRE(best == BestByDefinition(active, freezes));
      auto more = active;  // a day that comes late never shortens it
      more.insert(20'000 + static_cast<std::int32_t>(random() % 80));
      REQUIRE(BestByDefinition(more, freezes) >= best);
    }
  }
}

TEST_CASE("today is not missed before it is over, and a freeze carries over one missed day a week") {
  const std::int32_t monday = MondayOf(3000);
  const Days days = DaysOf({monday, monday + 1, monday + 2});
  CHECK(StreakOf(days, 0, monday + 2) == Streak{3, 3, 0});
  CHECK(StreakOf(days, 0, monday + 3) == Streak{3, 3, 0});
  CHECK(StreakOf(days, 0, monday + 4) == Streak{0, 3, 0});
  CHECK(StreakOf(days, 1, monday + 4) == Streak{3, 3, 0});
  CHECK(StreakOf(days, 1, monday + 5).current == 0);
  CHECK(StreakOf(days, 1, monday + 1) == Streak{2, 2, 1});  // later days do not count
  CHECK(StreakOf({}, 1, monday) == Streak{0, 0, 1});
}

}  // namespace yachay::gamification

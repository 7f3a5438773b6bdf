#include "features/day_buckets.h"

#include "features/local_day.h"
#include "testing/catch.h"

namespace yachay::features {
namespace {

int Sum(const DayBuckets<int>& days, std::int32_t last, std::int32_t count) {
  int sum = 0;
  days.ForEach(last, count, [&](const auto& bucket) { sum += bucket.value; });
  return sum;
}

}  // namespace

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
  DayBuckets<int> days;
  for (std::int32_t day = 100; day < 110; ++day) ++*days.At(day);
  *days.At(104) += 10;
  CHECK(Sum(days, 109, 7) == 17);
  CHECK(Sum(days, 104, 1) == 11);
  CHECK(Sum(days, 99, 28) == 0);
}

TEST_CASE("a late event is patched into its day up to 35 days back, not later") {
  DayBuckets<int> days;
  *days.At(1000) = 1;
  REQUIRE(days.At(965) != nullptr);
  CHECK(days.At(964) == nullptr);
  *days.At(965) = 5;
  CHECK(days.buckets().size() == 2);
  *days.At(1001) = 1;  // 965 is too long ago now
  CHECK(days.buckets().front().day == 1000);
  for (std::int32_t day = 1002; day < 1100; ++day) *days.At(day) = 1;
  CHECK(days.buckets().size() == DayBuckets<int>::kMaxDays);
}

TEST_CASE("only what was kept is restored") {
  DayBuckets<int> days;
  CHECK(days.Restore({{1, 1}, {2, 2}}));
  CHECK_FALSE(days.Restore({{2, 1}, {2, 2}}));
  CHECK_FALSE(days.Restore({{2, 1}, {1, 2}}));
  CHECK_FALSE(days.Restore({{INT32_MIN, 1}}));
  CHECK_FALSE(days.Restore(std::vector<DayBuckets<int>::Bucket>(40)));
}

}  // namespace yachay::features

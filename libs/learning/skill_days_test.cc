#include "learning/skill_days.h"

#include <random>

#include "learning/tracer.h"
#include "testing/catch.h"

namespace yachay::learning {
namespace {

constexpr std::int64_t kDay = 86'400'000;

TEST_CASE("a day keeps its last answer, and the days of four weeks and one before are kept") {
  SkillDays days;
  Keep(days, {.day = 10, .known = 0.1});
  Keep(days, {.day = 10, .known = 0.2});
  Keep(days, {.day = 20, .known = 0.3});
  REQUIRE(days.size() == 2);
  CHECK(StoodOn(days, 9) == nullptr);
  CHECK(StoodOn(days, 10)->known == 0.2);
  CHECK(StoodOn(days, 19)->known == 0.2);
  CHECK(StoodOn(days, 400)->known == 0.3);
  Keep(days, {.day = 60, .known = 0.4});  // 32 is four weeks before: day 20 is how it stood then
  REQUIRE(days.size() == 2);
  CHECK(StoodOn(days, 60 - kDaysBack)->known == 0.3);
}

TEST_CASE("an answer that comes late counts for the newest day") {
  SkillDays days;
  Keep(days, {.day = 20, .known = 0.3});
  Keep(days, {.day = 18, .known = 0.5});
  REQUIRE(days.size() == 1);
  CHECK(days[0] == SkillDay{.day = 20, .known = 0.5});
}

TEST_CASE("whatever days come, they add up, and four weeks back is always known once it was answered") {
  std::mt19937 random(7);
  for (int run = 0; run < 50; ++run) {
    SkillDays days, all;
    std::int32_t day = 1000;
    for (int answer = 0; answer < 200; ++answer) {
      day += static_cast<std::int32_t>(random() % 4);
      const SkillDay now{.day = day, .known = 0.001 * answer};
      if (!all.empty() && all.back().day == day) all.pop_back();
      all.push_back(now);
      Keep(days, now);
      REQUIRE(AddUp(days));
      for (const std::int32_t back : {0, 7, kDaysBack}) {
        const SkillDay* const kept = StoodOn(days, day - back);
        const SkillDay* const truth = StoodOn(all, day - back);
        REQUIRE((kept == nullptr) == (truth == nullptr));
        if (kept != nullptr) REQUIRE(*kept == *truth);
      }
    }
  }
  CHECK_FALSE(AddUp({{.day = 2}, {.day = 1}}));
  CHECK_FALSE(AddUp(SkillDays(kMostSkillDays + 1)));
}

TEST_CASE("the mastery of a past day is what the tracer said at its end") {
  const Calibration calibration;
  const std::vector<std::string> skills = {"fractions"};
  TracerState state;
  double at_end_of_day_3 = 0;
  for (std::int32_t day = 1; day <= 20; ++day) {
    for (int i = 0; i < 3; ++i) {
      Update(state, calibration,
             {.item = "f",
              .skills = skills,
              .correct = i != day % 3,
              .occurred_at_ms = day * kDay + i,
              .local_day = day});
    }
    if (day == 3) at_end_of_day_3 = Mastery(state, calibration, "fractions", 4 * kDay);
  }
  CHECK(MasteryThen(state, calibration, "fractions", 3, 4 * kDay) == at_end_of_day_3);
  CHECK(MasteryThen(state, calibration, "fractions", 0, kDay) == calibration.Bkt("fractions").known_at_first);
  CHECK(MasteryThen(state, calibration, "algebra", 3, kDay) == calibration.Bkt("algebra").known_at_first);
}

}  // namespace
}  // namespace yachay::learning

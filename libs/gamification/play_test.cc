#include "gamification/play.h"

#include "gamification/grant.h"
#include "gamification/test_play.h"

namespace yachay::gamification {
namespace {

Play FoldAll(const std::vector<events::Event>& all, const Rules& rules = TestRules()) {
  Play play;
  for (const auto& event : all) Fold(play, event, rules);
  return play;
}

}  // namespace

TEST_CASE("any order within 35 days of lateness gives the same play") {
  for (std::uint64_t seed = 1; seed <= 15; ++seed) {
    auto all = RandomPlay(seed, 400, 90);
    ShuffleLate(all, seed, 1);
    const Play expected = FoldAll(all);
    REQUIRE(expected.points > 0);
    for (std::uint64_t round = 1; round <= 8; ++round) {
      ShuffleLate(all, seed * 100 + round, 35);
      REQUIRE(FoldAll(all) == expected);
    }
  }
}

TEST_CASE("in any order at all, points for answers, their badges and streaks are the same") {
  Rules rules = TestRules();
  rules.quests.clear();
  rules.points[static_cast<std::size_t>(Measure::kContentsCompleted)] = 0;  // once a day: known for 35 days
  std::erase_if(rules.badges, [](const Badge& badge) { return badge.id == "explorer"; });
  std::mt19937_64 random(5);
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    auto all = RandomPlay(seed, 300, 400);
    const Play expected = FoldAll(all, rules);
    for (int round = 0; round < 5; ++round) {
      std::shuffle(all.begin(), all.end(), random);
      const Play play = FoldAll(all, rules);
      REQUIRE(play.points == expected.points);
      REQUIRE(play.days == expected.days);
      REQUIRE(play.counts == expected.counts);
      for (const Badge& badge : rules.badges)
        REQUIRE(TierOf(play, rules, badge) == TierOf(expected, rules, badge));
    }
  }
}

TEST_CASE("points are those of the table, and what counts once pays once") {
  const Play play =
      FoldAll({Play1(1, kT0, events::ItemAttempted{"i", {"add"}, true, {}, 0, 0}),
               Play1(2, kT0, events::ItemAttempted{"i", {"add"}, true, {}, 1, 0}),
               Play1(3, kT0, events::ItemAttempted{"i", {"add"}, false, {}, 0, 0}),
               Play1(4, kT0, events::ContentCompleted{"c", "", "", 0, {}}),
               Play1(5, kT0, events::ContentCompleted{"c", "", "", 0, {}}),
               Play1(6, kT0, events::PurchaseMade{"hat"}), Play1(7, kT0, events::AchievementUnlocked{"a"}),
               Play1(8, kT0 + events::kDayMs, events::AchievementUnlocked{"a"}),
               Play1(9, kT0 + events::kDayMs, events::ContentCompleted{"c", "", "", 0, {}})});
  CHECK(play.points == 15 + 10 + 1 + 25 + 50 + 25);
  CHECK(play.PointsIn(WeekOf(events::LocalDay(kT0, 0))) == play.points - 50);
  CHECK(TestRules().LevelAt(99) == 1);
  CHECK(TestRules().LevelAt(100) == 2);
  CHECK(TestRules().LevelAt(299) == 2);
  CHECK(TestRules().LevelAt(300) == 3);
  CHECK(TestRules().LevelAt(INT64_MAX) == 1000);
}

TEST_CASE("a day is the learner's local day") {
  const auto answer = events::ItemAttempted{"i", {"add"}, true, {}, 0, 0};
  const std::int64_t late = kT0 + 23 * 3'600'000;  // already Tuesday in Delhi, still Monday in Lima
  CHECK(FoldAll({Play1(1, late, answer, 5 * 3'600'000)}).days.last() == events::LocalDay(kT0, 0) + 1);
  CHECK(FoldAll({Play1(1, late, answer, -5 * 3'600'000)}).days.last() == events::LocalDay(kT0, 0));
}

TEST_CASE("a quest is done once a period, also when its days come late") {
  std::vector<events::Event> all;
  std::uint64_t number = 0;
  for (const std::int64_t day : {3, 1, 2}) {
    for (int i = 0; i < 12; ++i)
      all.push_back(
          Play1(++number, kT0 + day * events::kDayMs, events::ItemAttempted{"i", {"add"}, false, {}, 0, 0}));
  }
  const Play play = FoldAll(all);
  const Quest& daily = TestRules().quests.front();
  REQUIRE(daily.id == "daily_practice");
  CHECK(play.CountOf(daily.hash()) == 3);
  CHECK(play.points == 36 + 3 * daily.points);
  CHECK(StepsOf(play, daily, events::LocalDay(kT0, 0) + 1) == std::vector<std::int64_t>{10});
  CHECK(StepsOf(play, daily, events::LocalDay(kT0, 0)) == std::vector<std::int64_t>{0});
}

TEST_CASE("a play stays small, however long it is played") {
  std::vector<events::Event> all;
  for (std::int64_t day = 0; day < 5000; ++day) {
    const auto at = kT0 + day * events::kDayMs;
    all.push_back(Play1(1, at, events::ItemAttempted{"i", {"add"}, true, {}, 0, 0}));
    all.push_back(Play1(2, at, events::ContentCompleted{"c" + std::to_string(day), "", "", 0, {}}));
    all.push_back(Play1(4, at, events::AchievementUnlocked{"a" + std::to_string(day)}));
    all.push_back(Play1(3, at, events::SessionEnded{"s", 3'600'000}));
  }
  const Play play = FoldAll(all);
  CHECK(play.once.size() == Play::kMaxOnce);
  CHECK(play.days.words().size() <= Days::kMaxWords);
  CHECK(play.weeks.size() <= 7);
  CHECK(play.runs.size() <= 37 + 7);
}

}  // namespace yachay::gamification

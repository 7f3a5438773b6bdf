#include "gamification/grant.h"

#include <map>
#include <set>

#include "gamification/test_play.h"

namespace yachay::gamification {
namespace {

std::vector<Grant> GrantsOf(const std::vector<events::Event>& all, Play* play) {
  std::vector<Grant> grants;
  for (const auto& event : all) {
    const Play before = *play;
    Fold(*play, event, TestRules());
    if (auto grant = GrantOf(before, *play, event, TestRules())) grants.push_back(*std::move(grant));
  }
  return grants;
}

}  // namespace

TEST_CASE("the grants of all events add up to the play, in any order within 35 days") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    auto all = RandomPlay(seed, 400, 60);
    ShuffleLate(all, seed, 35);
    Play play;
    const auto grants = GrantsOf(all, &play);
    std::int64_t points = 0;
    std::map<std::int32_t, std::int64_t> weeks;
    std::set<std::string> ids;
    std::map<std::string, std::int64_t> badges, quests;
    std::int64_t level = 1;
    for (const Grant& grant : grants) {
      REQUIRE(ids.insert(grant.reward_id).second);
      points += grant.points;
      REQUIRE(grant.total_points == points);
      weeks[grant.week] = std::max(weeks[grant.week], grant.week_points);
      for (const Award& award : grant.awards) {
        if (award.kind == Award::Kind::kLevel) REQUIRE(award.rank == ++level);
        if (award.kind == Award::Kind::kBadge) REQUIRE(award.rank == ++badges[award.id]);
        if (award.kind == Award::Kind::kQuest) REQUIRE(award.rank == ++quests[award.id]);
      }
    }
    REQUIRE(points == play.points);
    REQUIRE(level == TestRules().LevelAt(points));
    for (const WeekPoints& week : play.weeks) REQUIRE(weeks[week.week] == week.points);
    for (const Badge& badge : TestRules().badges)
      REQUIRE(badges[badge.id] == TierOf(play, TestRules(), badge));
    for (const Quest& quest : TestRules().quests) REQUIRE(quests[quest.id] == play.CountOf(quest.hash()));
  }
}

TEST_CASE("what earns nothing grants nothing, a changed standing and forgetting are told") {
  const auto purchase = Play1(2, kT0 + 1, events::PurchaseMade{"hat"});
  Play play;
  Fold(play, Play1(1, kT0, events::ItemAttempted{"i", {"add"}, true, {}, 0, 0}), TestRules());
  CHECK(!GrantOf(play, play, purchase, TestRules()));
  CHECK(!GrantOf({}, {}, purchase, TestRules(), true));
  const auto moved = GrantOf(play, play, purchase, TestRules(), true);
  REQUIRE(moved);
  CHECK(moved->points == 0);
  CHECK(moved->week_points == play.points);
  const auto forgotten = GrantOf(play, {}, purchase, TestRules());
  REQUIRE(forgotten);
  CHECK(forgotten->forgotten);
  CHECK(forgotten->total_points == 0);
}

}  // namespace yachay::gamification

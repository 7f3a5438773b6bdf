#include "gamification/leaderboards.h"

#include <algorithm>
#include <random>

#include "testing/catch.h"

namespace yachay::gamification {
namespace {

Grant Earned(const std::string& learner, std::int32_t week, std::int64_t week_points, std::int64_t at_ms = 1,
             Standing standing = {}) {
  Grant grant;
  grant.learner_id = learner;
  grant.game_id = "game";
  grant.occurred_at_ms = at_ms;
  grant.week = week;
  grant.week_points = week_points;
  grant.standing = std::move(standing);
  return grant;
}

Standing InClass(const std::string& classroom, bool opted_out = false, std::int64_t at_ms = 1) {
  return {classroom, 4, opted_out, 0, at_ms};
}

std::vector<Grant> RandomGrants(std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<Grant> grants;
  std::map<std::pair<std::string, std::int32_t>, std::int64_t> totals;
  for (int i = 0; i < 2000; ++i) {
    const std::string learner = "l" + std::to_string(random() % 150);
    const std::int32_t week = 100 + static_cast<std::int32_t>(random() % 6);
    Standing standing =
        InClass(random() % 3 == 0 ? "class" + std::to_string(random() % 3) : "", random() % 10 == 0, i);
    grants.push_back(
        Earned(learner, week, totals[{learner, week}] += 1 + random() % 20, i, std::move(standing)));
  }
  return grants;
}

Leaderboards FoldAll(const std::vector<Grant>& grants) {
  Leaderboards boards;
  for (const Grant& grant : grants) boards.Apply(grant);
  return boards;
}

}  // namespace

TEST_CASE("the same grants in any order and any number of times give the same boards") {
  for (std::uint32_t seed = 1; seed <= 5; ++seed) {
    auto grants = RandomGrants(seed);
    const Leaderboards expected = FoldAll(grants);
    std::mt19937 random(seed);
    grants.insert(grants.end(), grants.begin(), grants.begin() + 700);
    std::shuffle(grants.begin(), grants.end(), random);
    const Leaderboards boards = FoldAll(grants);
    for (int i = 0; i < 150; ++i) {
      for (std::int32_t week = 100; week <= 106; ++week) {
        const auto a = expected.Find("l" + std::to_string(i), week),
                   b = boards.Find("l" + std::to_string(i), week);
        REQUIRE(a.has_value() == b.has_value());
        if (!a) continue;
        REQUIRE(a->classroom_id == b->classroom_id);
        REQUIRE(a->ranked == b->ranked);
        REQUIRE(a->place == b->place);
      }
    }
  }
}

TEST_CASE("who opted out is on no board, and has none") {
  Leaderboards boards;
  for (const char* learner : {"a", "b", "c"}) boards.Apply(Earned(learner, 100, 10, 1, InClass("5b")));
  CHECK(boards.Find("a", 100)->ranked.size() == 3);
  boards.Apply(Earned("b", 100, 10, 2, InClass("5b", true, 2)));
  CHECK(boards.Find("a", 100)->ranked == std::vector<Ranked>{{"a", 10, 1}, {"c", 10, 1}});
  const auto own = boards.Find("b", 100);
  CHECK((own->opted_out && own->points == 10 && !own->place && own->ranked.empty()));
  boards.Apply(Earned("b", 100, 12, 3, InClass("5b", false, 3)));  // and back again
  CHECK(boards.Find("a", 100)->ranked.front() == Ranked{"b", 12, 1});
}

TEST_CASE("each week begins anew; old weeks go") {
  Leaderboards boards;
  boards.Apply(Earned("a", 100, 50));
  boards.Apply(Earned("b", 101, 5));
  CHECK(boards.Find("a", 101)->points == 0);
  CHECK(boards.Find("a", 101)->ranked.at(1) == Ranked{"a", 0, 2});  // oneself is always there
  CHECK(boards.Find("b", 100)->points == 0);
  CHECK(boards.Find("b", 101)->ranked == std::vector<Ranked>{{"b", 5, 1}});
  boards.Apply(Earned("b", 100 + Leaderboards::kWeeks, 5));
  CHECK(!boards.Find("a", 100));
  CHECK(boards.learners() == 1);
}

TEST_CASE("who is forgotten is gone, with all that was earned before") {
  Leaderboards boards;
  boards.Apply(Earned("a", 100, 50, 10));
  boards.Apply(Earned("b", 100, 5, 10));
  Grant forgotten = Earned("a", 0, 0, 20);
  forgotten.forgotten = true;
  boards.Apply(forgotten);
  boards.Apply(Earned("a", 100, 50, 10));  // told again
  CHECK(!boards.Find("a", 100));
  CHECK(boards.Find("b", 100)->ranked == std::vector<Ranked>{{"b", 5, 1}});
}

TEST_CASE("groups are of about a class, do not depend on the order, and split or join with their number") {
  std::vector<std::string> learners;
  for (int i = 0; i < 5000; ++i) learners.push_back("learner-" + std::to_string(i));
  Cohorts there, back;
  for (const auto& learner : learners) there.Insert(learner);
  std::mt19937 random(4);
  std::shuffle(learners.begin(), learners.end(), random);
  for (int i = 0; i < 3000; ++i) back.Insert("passing-" + std::to_string(i));
  for (const auto& learner : learners) back.Insert(learner);
  for (int i = 0; i < 3000; ++i) back.Erase("passing-" + std::to_string(i));
  std::set<const Cohorts::Members*> groups;
  for (const auto& learner : learners) {
    const auto& members = there.MembersOf(learner);
    groups.insert(&members);
    REQUIRE(members.size() <= Cohorts::kMost);
    REQUIRE(members == back.MembersOf(learner));
  }
  const double mean = 5000.0 / static_cast<double>(groups.size());
  CHECK((mean > 22 && mean < 40));
}

}  // namespace yachay::gamification

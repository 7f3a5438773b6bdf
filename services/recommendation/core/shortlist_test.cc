// What the ranking adds to the rules: review, taste, cold start, rest, and a ranker's scores.
#include <algorithm>
#include <cmath>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/recommender.h"
#include "testing/catch.h"

namespace yachay::recommendation {
namespace {

constexpr std::int64_t kNow = 1'700'000'000'000;
constexpr double kHour = 3'600'000;

EntryPtr Item(const std::string& id, const std::string& skill, double difficulty = -1.2) {
  Content content{.id = id,
                  .title = id,
                  .skills = {skill},
                  .language = "es",
                  .difficulty = difficulty,
                  .variants = {{"t", delivery::VariantKind::kText, 20'000, 64}}};
  return std::make_shared<const CatalogEntry>(
      CatalogEntry{.content = content, .revision = 1, .published = true});
}

Request Ask(int count = 1, const std::string& id = "r") {
  Request request;
  request.recommendation_id = id;
  request.count = count;
  request.now_ms = kNow;
  return request;
}

Policy Greedy() {
  Policy policy;
  policy.exploration = 0;
  return policy;
}

std::string First(const Answer& answer) { return answer.items.at(0).entry->content.id; }

const Scored& Find(const Shortlist& list, const std::string& id) {
  return *std::find_if(list.scored.begin(), list.scored.end(),
                       [&](const Scored& scored) { return scored.candidate.entry->content.id == id; });
}

// Who met "a…" met all of them; nobody met both crowds.
taste::Taste TwoCrowds() {
  return *taste::Taste::Create(
      {{"a1", 200, {1, 0}}, {"a2", 200, {0.9F, 0}}, {"b1", 200, {0, 1}}, {"b2", 200, {0, 0.9F}}}, 1, 8);
}

TEST_CASE("a skill that was known and is being forgotten comes before one that is fresh") {
  Learner learner;
  learner.answers = 40, learner.correct = 31;
  learner.mastery = {{"fresh", 0.70}, {"faded", 0.70}};
  learner.recall = {{"fresh", 0.99}, {"faded", 0.72}};
  const Entries entries = {Item("f", "fresh"), Item("o", "faded")};
  CHECK(First(Recommend(entries, learner, {}, Ask(), Greedy())) == "o");
  const Shelf shelf(entries);
  const Shortlist list = MakeShortlist(shelf, learner, {}, Ask(), Greedy());
  CHECK(Find(list, "f").signals.review == 0);
  CHECK(Find(list, "o").signals.review == Approx(0.70 / 0.72 * 0.6));
  learner.mastery["faded"] = 0.2;  // never really known: nothing to review
  CHECK(Find(MakeShortlist(shelf, learner, {}, Ask(), Greedy()), "o").signals.review == 0);
}

TEST_CASE("of items as good, the one that learners with the same history liked") {
  const taste::Taste taste = TwoCrowds();
  const Entries entries = {Item("a2", "s"), Item("b2", "s")};
  const Shelf shelf(entries, &taste);
  Learner learner;
  learner.completed_at_ms = {{"a1", 1}};
  CHECK(First(Recommend(shelf, learner, {}, Ask(), Greedy())) == "a2");
  learner.completed_at_ms = {{"b1", 1}};
  CHECK(First(Recommend(shelf, learner, {}, Ask(), Greedy())) == "b2");
}

TEST_CASE("cold start: of a new learner nothing is assumed, and the answer is still full and easy") {
  const taste::Taste taste = TwoCrowds();
  Entries entries;
  for (int i = 0; i < 20; ++i) entries.push_back(Item(absl::StrCat("i", 10 + i), "s", -3 + 0.3 * i));
  const Shelf shelf(entries, &taste);
  const Answer answer = Recommend(shelf, {}, {}, Ask(5), Greedy());
  REQUIRE(answer.items.size() == 5);
  for (const RecommendedItem& item : answer.items) CHECK(item.success > 0.6);
  const PairFeatures& features = answer.items[0].features;
  const auto at = [&](const char* name) {
    const auto& names = PairFeatureNames();
    return features[static_cast<std::size_t>(
        std::find_if(names.begin(), names.end(), [&](const char* one) { return std::string(one) == name; }) -
        names.begin())];
  };
  CHECK(at("taste") == 0);
  CHECK(std::isnan(at("days_since_seen")));
  CHECK(std::isnan(at("learner_win_share")));
}

TEST_CASE("cold start: a new item costs nothing for being new, and is the first to be explored") {
  const taste::Taste taste = TwoCrowds();
  const Entries entries = {Item("a2", "s"), Item("b2", "s"), Item("new", "s")};
  const Shelf shelf(entries, &taste);
  Learner learner;
  learner.answers = 1000, learner.correct = 775;
  learner.completed_at_ms = {{"a1", 1}};
  const Shortlist list = MakeShortlist(shelf, learner, {}, Ask(3), {});
  const double mean = (Find(list, "a2").signals.taste + Find(list, "b2").signals.taste) / 2;
  CHECK(Find(list, "new").signals.taste == Approx(mean));
  CHECK(Find(list, "new").doubt > 2 * Find(list, "a2").doubt);
}

TEST_CASE("what was seen a short while ago rests, unless nothing else fills the answer") {
  const Entries entries = {Item("a", "s"), Item("b", "s"), Item("c", "s")};
  Learner learner;
  learner.seen_at_ms = {{"a", kNow - 3 * kHour}, {"b", kNow - 1 * kHour}};
  Policy policy;
  policy.exploration = 1;
  policy.exploration_floor = 1;
  for (int round = 0; round < 50; ++round)
    CHECK(First(Recommend(entries, learner, {}, Ask(1, absl::StrCat(round)), policy)) == "c");
  std::set<std::string> two;
  for (int round = 0; round < 50; ++round) {
    for (const auto& item : Recommend(entries, learner, {}, Ask(2, absl::StrCat(round)), policy).items)
      two.insert(item.entry->content.id);
  }
  CHECK(two == std::set<std::string>{"a", "c"});  // the longest unseen wakes first
  CHECK(Recommend(entries, learner, {}, Ask(3), policy).items.size() == 3);
  CHECK(Recommend(entries, learner, {}, Ask(3), policy).shortfall.empty());
}

TEST_CASE("a ranker's scores order the answer, on the heuristic's scale") {
  const Entries entries = {Item("a", "s"), Item("b", "t"), Item("c", "u")};
  const Shelf shelf(entries);
  Shortlist list = MakeShortlist(shelf, {}, {}, Ask(3), Greedy());
  REQUIRE(list.features.size() == 3);
  std::vector<float> scores(3);
  for (const Scored& scored : list.scored)
    scores[scored.row] = scored.candidate.entry->content.id == "b" ? 900.0F : -100.0F;
  REQUIRE(ApplyRanker(scores, {}, list));
  CHECK(list.scored[0].candidate.entry->content.id == "b");
  CHECK(list.scored[0].score < 3);
  const Answer answer = Finish(list, {}, Ask(3), Greedy());
  CHECK(First(answer) == "b");
}

TEST_CASE("scores that say nothing change nothing") {
  const Entries entries = {Item("a", "s"), Item("b", "t")};
  const Shelf shelf(entries);
  Shortlist list = MakeShortlist(shelf, {}, {}, Ask(2), Greedy());
  CHECK_FALSE(ApplyRanker({}, {}, list));
  CHECK_FALSE(ApplyRanker({1.0F}, {}, list));
  CHECK(ApplyRanker({1.0F, 1.0F}, {}, list));
  CHECK_FALSE(ApplyRanker({1.0F, NAN}, {}, list));
  CHECK(First(Finish(list, {}, Ask(2), Greedy())) == "a");
}

TEST_CASE("the choices for the first place are logged with chances that sum to 1, the taken one among them") {
  Entries entries;
  for (int i = 0; i < 30; ++i) entries.push_back(Item(absl::StrCat("i", 10 + i), "s", -2 + 0.1 * i));
  const Answer answer = Recommend(entries, {}, {}, Ask(5, "x"), {});
  CHECK(answer.first_choices.size() == 10);
  double sum = 0;
  bool taken = false;
  for (const FirstChoice& choice : answer.first_choices) {
    sum += choice.propensity;
    if (choice.entry == answer.items[0].entry) taken = choice.propensity == answer.items[0].propensity;
  }
  CHECK(sum == Approx(1));
  CHECK(taken);
}

TEST_CASE("every feature has a name of its own") {
  const auto& names = PairFeatureNames();
  CHECK(std::set<std::string>(names.begin(), names.end()).size() == kPairFeatures);
}

}  // namespace
}  // namespace yachay::recommendation

#include "core/progress.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

#include "core/classroom.h"
#include "core/roster.h"
#include "testing/catch.h"

namespace yachay::recommendation {
namespace {

constexpr std::int64_t kDay = 86'400'000;
constexpr std::int64_t kNow = 1'700'000'000'000;

TEST_CASE("Wilson's interval has its published values, and is everything without answers") {
  // 8 of 10: 0.4902 to 0.9433 (Brown, Cai, DasGupta 2001, by their formula).
  const Interval interval = WilsonInterval(0.8, 10);
  CHECK(interval.low == Approx(0.4902).margin(5e-5));
  CHECK(interval.high == Approx(0.9433).margin(5e-5));
  CHECK(WilsonInterval(0.5, 0).low == 0);
  CHECK(WilsonInterval(0.5, 0).high == 1);
  CHECK(WilsonInterval(1, 1000).high == Approx(1));
}

TEST_CASE("a skill that was known and is being forgotten fades") {
  CHECK(LevelOf({.mastery = 0.96}) == Level::kMastered);
  CHECK(LevelOf({.mastery = 0.5}) == Level::kLearning);
  CHECK(LevelOf({.mastery = 0.3}) == Level::kStarting);
  CHECK(LevelOf({.mastery = 0.63, .recall = 0.7}) == Level::kFading);
  CHECK(Forgotten({.mastery = 0.63, .recall = 0.7}) == Approx(-0.27));
  CHECK(Forgotten({.mastery = 0.5}) == 0);
}

TEST_CASE("success is compared only where there are answers enough") {
  LearnerFacts learner;
  learner.answers_7d = 10, learner.correct_7d = 9, learner.answers_28d = 30, learner.correct_28d = 19;
  CHECK(SuccessChange(learner)->change == Approx(0.4));
  CHECK(SuccessChange(learner)->error == Approx(std::sqrt(0.09 / 10 + 0.25 / 20)));
  learner.answers_7d = 4;
  CHECK_FALSE(SuccessChange(learner));
}

bool Says(const std::vector<Statement>& statements, const std::string& code) {
  return std::any_of(statements.begin(), statements.end(), [&](const auto& s) { return s.code == code; });
}

LearnerFacts Player(const std::string& id, double mastery, int days_away) {
  LearnerFacts learner{.id = id, .known = true, .played = true};
  learner.skills["addition"] = {.mastery = mastery, .recall = 1, .answers = 20, .last_ms = kNow};
  learner.last_played_ms = kNow - days_away * kDay;
  learner.days_7d = days_away < 7 ? 3 : 0;
  return learner;
}

TEST_CASE("who needs help comes first, and why; who was away is listed") {
  std::vector<LearnerFacts> learners = {Player("fine", 0.8, 1), Player("ok", 0.7, 1),
                                        Player("behind", 0.2, 1), Player("gone", 0.75, 12)};
  learners.push_back({.id = "never", .known = true});
  LearnerFacts wrong = Player("wrong", 0.7, 1);
  wrong.answers_7d = 10, wrong.correct_7d = 2;
  wrong.forecast = Forecast{.label = "Low", .low_chance = 0.9, .model_version = 1};
  learners.push_back(wrong);
  const Classroom classroom = Overview(learners, kNow);
  REQUIRE(classroom.help.size() == 3);
  CHECK(classroom.help[0].learner == "wrong");
  CHECK(Says(classroom.help[0].reasons, "STRUGGLING"));
  CHECK(Says(classroom.help[0].reasons, "MAY_LOSE_INTEREST"));
  CHECK(classroom.help[0].urgency == Approx(0.8 + 0.9));
  CHECK(classroom.help[1].learner == "gone");
  CHECK(Says(classroom.help[1].reasons, "AWAY_DAYS"));
  CHECK(classroom.help[2].learner == "behind");
  REQUIRE(classroom.away.size() == 2);
  CHECK(classroom.away[0].learner == "never");
  CHECK_FALSE(classroom.away[0].days);
  CHECK(classroom.away[1].days == 12);
  CHECK(classroom.active_7d == 4);
  CHECK(classroom.skills.at("addition").tried == 5);
  CHECK(classroom.skills.at("addition").quartiles[1] == Approx(0.7));
}

TEST_CASE("a summary always says something") {
  CHECK(Says(Summary({.played = true}, kNow), "NOTHING_KNOWN_YET"));
  CHECK(Says(Summary(Player("a", 0.96, 0), kNow), "SKILLS_MASTERED"));
  CHECK(Says(Summary(Player("a", 0.5, 9), kNow), "NOT_PLAYED_WEEK"));
  CHECK(Says(EngagementReasons(Player("a", 0.5, 9), kNow).statements, "AWAY_DAYS"));
}

TEST_CASE("of who has not played only that is said") {
  LearnerFacts fresh{.id = "fresh", .known = true};
  for (const auto& said : {Summary(fresh, kNow), EngagementReasons(fresh, kNow).statements}) {
    REQUIRE(said.size() == 1);
    CHECK(said[0].code == "NOT_PLAYED_YET");
  }
}

TEST_CASE("without consent only that is said, and a classroom lists the learner nowhere else") {
  LearnerFacts silent = Player("silent", 0.2, 12);  // as if the feature store had told too much
  silent.streak = DaysInARow{.current = 9, .best = 9};
  silent.forecast = Forecast{.label = "Low", .low_chance = 0.9, .model_version = 1};
  silent.without_consent = true;
  const std::vector<Statement> summary = Summary(silent, kNow);
  REQUIRE(summary.size() == 1);
  CHECK(summary[0].code == "WITHOUT_CONSENT");
  CHECK(EngagementReasons(silent, kNow).statements.empty());

  const std::vector<LearnerFacts> others = {Player("a", 0.8, 1), Player("b", 0.7, 1)};
  const Classroom classroom = Overview({others[0], silent, others[1]}, kNow);
  const Classroom without = Overview(others, kNow);
  CHECK(classroom.without_consent == std::vector<std::string>{"silent"});
  CHECK(classroom.help.empty());
  CHECK(classroom.away.empty());
  CHECK(classroom.on_streak == 0);
  CHECK(classroom.active_7d == 2);
  CHECK(classroom.skills.at("addition").tried == 2);
  CHECK(classroom.skills.at("addition").quartiles == without.skills.at("addition").quartiles);
}

TEST_CASE("what grew in a week and days in a row are told, to a classroom as counts and means") {
  LearnerFacts grown = Player("a", 0.6, 0);
  CHECK_FALSE(Says(Summary(grown, kNow), "SKILL_GROWN"));
  CHECK_FALSE(Says(Summary(grown, kNow), "STREAK"));
  grown.skills["addition"].change_7d = 0.3;
  grown.skills["division"].change_7d = 0.05;
  grown.streak = DaysInARow{.current = 3, .best = 8};
  const std::vector<Statement> summary = Summary(grown, kNow);
  const auto growth = std::find_if(summary.begin(), summary.end(),
                                   [](const Statement& s) { return s.code == "SKILL_GROWN"; });
  REQUIRE(growth != summary.end());
  CHECK(growth->values == Texts::Values{{"skill", "addition"}, {"percent", "30"}});
  CHECK(Says(summary, "STREAK"));
  LearnerFacts other = Player("b", 0.5, 0);
  other.skills["addition"].change_7d = -0.1;
  other.streak = DaysInARow{.current = 2, .best = 9};
  const Classroom classroom = Overview({grown, other}, kNow);
  CHECK(classroom.on_streak == 1);
  CHECK(classroom.skills.at("addition").change_7d == Approx(0.1));
}

// What a word about a learner does to the roster.
using Word = std::function<void(Roster&)>;

std::vector<Word> Words() {
  std::vector<Word> words;
  for (std::int64_t at = 0; at < 12; ++at) {
    const std::string id = "e" + std::to_string(at % 5);
    const std::string learner = at % 2 == 0 ? "a" : "b";
    words.push_back([=](Roster& r) {
      r.SetMember(learner, at % 3 == 0 ? "x" : "y", at % 4 != 1, {at / 2, id});
    });
    words.push_back([=](Roster& r) { r.SetConsent(learner, Purpose::kTraining, at % 3 == 0, {at / 2, id}); });
  }
  return words;
}

TEST_CASE("any order and any repetition of the same words gives the same roster") {
  std::mt19937_64 random(3);
  std::vector<Word> words = Words();
  Roster first;
  for (const Word& word : words) word(first);
  for (int round = 0; round < 50; ++round) {
    std::shuffle(words.begin(), words.end(), random);
    Roster other;
    for (const Word& word : words) word(other), words[random() % words.size()](other);
    for (const char* classroom : {"x", "y"})
      CHECK(other.LearnersOf(classroom) == first.LearnersOf(classroom));
    for (const char* learner : {"a", "b"}) {
      CHECK(other.ClassroomsOf(learner) == first.ClassroomsOf(learner));
      CHECK(other.ConsentOf(learner, Purpose::kTraining) == first.ConsentOf(learner, Purpose::kTraining));
    }
  }
}

TEST_CASE("the erased leave the roster and do not come back") {
  Roster roster;
  roster.SetMember("a", "x", true, {1, "1"});
  roster.SetConsent("a", Purpose::kPersonalisation, true, {1, "2"});
  roster.Erase("a");
  roster.SetMember("a", "x", true, {9, "3"});
  CHECK(roster.LearnersOf("x").empty());
  CHECK(roster.ClassroomsOf("a").empty());
  CHECK_FALSE(roster.ConsentOf("a", Purpose::kPersonalisation));
}

}  // namespace
}  // namespace yachay::recommendation

#include "gamification/rules.h"

#include "testing/catch.h"

namespace yachay::gamification {
namespace {

const yaml::Source kPoints{"points.yaml", "points: {answers: 1}\nstreak: {days_with: [answers]}\n"};

std::string ErrorOf(const std::string& text) {
  const auto rules = ParseRules({kPoints, {"mine.yaml", text}});
  return rules.ok() ? "" : std::string(rules.status().message());
}

}  // namespace

TEST_CASE("the rules that are compiled in are good") {
  const auto rules = ParseRules(DefaultRules());
  REQUIRE(rules.ok());
  CHECK(rules->badges.size() == 5);
  CHECK(rules->quests.size() == 2);
  for (const Badge& badge : rules->badges) {
    for (const char* language : {"es", "qu", "en"}) CHECK(badge.titles.contains(language));
  }
}

TEST_CASE("a mistake is told with its file and line, and with what is allowed") {
  using Catch::Matchers::Contains;
  CHECK(ErrorOf("badge: a\ntitle: {es: A}\nmeasure: answers\ntiers: [1]\n") == "");
  CHECK_THAT(ErrorOf("badge: a\ntitle: {es: A}\nmeasure: jumps\ntiers: [1]\n"),
             Contains("mine.yaml:3: unknown measure \"jumps\"; allowed are answers, right_answers"));
  CHECK_THAT(ErrorOf("badge: a\ntitle: {es: A}\nmeasure: answers\ntiers: [5, 5]\n"),
             Contains("mine.yaml:4: "));
  CHECK_THAT(ErrorOf("badge: a\ntitle: {es: A}\nmeasure: points\nskill: add\ntiers: [5]\n"),
             Contains("mine.yaml:4: \"points\" has no skill"));
  CHECK_THAT(ErrorOf("badge: A b\ntitle: {es: A}\nmeasure: points\ntiers: [5]\n"),
             Contains("mine.yaml:1: an id has"));
  CHECK_THAT(ErrorOf("badge: a\nmeasure: points\ntiers: [5]\n"), Contains("expected a title per language"));
  CHECK_THAT(ErrorOf("badge: a\ntitle: {es: A}\nmeasure: points\ntier: [5]\n"),
             Contains("mine.yaml:4: unknown key"));
  CHECK_THAT(ErrorOf("quest: q\ntitle: {es: Q}\nevery: month\nsteps: [{measure: answers}]\n"),
             Contains("mine.yaml:3: expected day or week"));
  CHECK_THAT(ErrorOf("quest: q\ntitle: {es: Q}\nevery: day\nsteps: [{measure: level}]\n"),
             Contains("mine.yaml:4: this cannot be counted here"));
  CHECK_THAT(ErrorOf("points: {answers: 1}\nstreak: {days_with: [answers]}\n"), Contains("twice"));
  CHECK_THAT(ErrorOf("title: [\n"), Contains("mine.yaml:2"));
  CHECK_THAT(ErrorOf("- 1\n"), Contains("mine.yaml:1: expected a badge, a quest or the points"));
  CHECK(!ParseRules({}).ok());
}

TEST_CASE("the hash knows what decides a profile, and no words") {
  const auto hash = [](const std::string& text) { return ParseRules({kPoints, {"b", text}})->hash; };
  const std::string one = "badge: a\ntitle: {es: A}\nmeasure: answers\ntiers: [1]\n";
  CHECK(hash(one) == hash("badge: a\ntitle: {es: B, qu: C}\nmeasure: answers\ntiers: [1]\n"));
  CHECK(hash(one) != hash("badge: a\ntitle: {es: A}\nmeasure: answers\ntiers: [2]\n"));
  CHECK(hash(one) != hash("badge: a\ntitle: {es: A}\nmeasure: answers\nskill: add\ntiers: [1]\n"));
}

}  // namespace yachay::gamification

#include "core/forecast_reasons.h"

#include "core/progress.h"
#include "testing/catch.h"

namespace yachay::recommendation {
namespace {

std::vector<std::string> CodesOf(const std::vector<Statement>& statements) {
  std::vector<std::string> codes;
  for (const Statement& statement : statements) codes.push_back(statement.code);
  return codes;
}

using Codes = std::vector<std::string>;

TEST_CASE("what speaks for the forecast is told, strongest first, and nothing that speaks against it") {
  const Forecast forecast{.label = "Low",
                          .why = {{"SessionsPerWeek", 0.5, 1.26},
                                  {"PlayerLevel", -2, 40},
                                  {"GameGenre", 0.7, std::nullopt, "RPG"},
                                  {"Shoes", 0.1, 3}}};
  const std::vector<Statement> reasons = ForecastReasons(forecast);
  CHECK(CodesOf(reasons) == Codes{"WHY_GENRE", "WHY_SESSIONS", "WHY_OTHER"});
  CHECK(reasons[0].values == Texts::Values{{"value", "RPG"}});
  CHECK(reasons[1].values == Texts::Values{{"value", "1.3"}});
  CHECK(reasons[2].values == Texts::Values{{"feature", "Shoes"}, {"value", "3"}});
}

TEST_CASE("who the learner is, and what is not known of them, is one sentence each, at most three in all") {
  const Forecast person{.why = {{"Age", 0.9, 10},
                                {"Gender", 0.8, std::nullopt, "Female"},
                                {"Location", 0.7, std::nullopt, ""},
                                {"PlayTimeHours", 0.6},
                                {"SessionsPerWeek", 0.5, 2},
                                {"PlayerLevel", 0.4, 3}}};
  CHECK(CodesOf(ForecastReasons(person)) == Codes{"WHY_PERSON", "WHY_UNKNOWN", "WHY_SESSIONS"});
  CHECK(ForecastReasons(person)[0].values.empty());
}

TEST_CASE("where the model says nothing, habits are told, and marked as such") {
  LearnerFacts learner{
      .id = "l", .known = true, .played = true, .days_7d = 5, .last_played_ms = 1'700'000'000'000};
  learner.forecast = Forecast{.label = "High", .why = {{"SessionsPerWeek", 0.5, 6}}};
  const Reasons told = EngagementReasons(learner, 1'700'000'000'000);
  CHECK(told.by_model);
  CHECK(CodesOf(told.statements) == Codes{"WHY_SESSIONS"});
  learner.forecast->why.clear();
  const Reasons habits = EngagementReasons(learner, 1'700'000'000'000);
  CHECK_FALSE(habits.by_model);
  CHECK(CodesOf(habits.statements) == Codes{"PLAYS_OFTEN"});
}

}  // namespace
}  // namespace yachay::recommendation

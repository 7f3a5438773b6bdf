#include "learning/success_features.h"

#include <cmath>
#include <set>

#include "learning/review.h"
#include "learning/test_learners.h"
#include "testing/catch.h"

namespace yachay::learning {
namespace {

constexpr std::int64_t kDay = 86'400'000;
const std::vector<std::string> kTwo = {"a", "b"};

Calibration Fitted() {
  Calibration calibration;
  calibration.items["i"] = 0.5;
  calibration.item_answers["i"] = 30;
  calibration.skills = {{"a", -1}, {"b", 0.4}};
  calibration.skill_answers = {{"a", 500}, {"b", 900}};
  calibration.bkt["b"].known_at_first = 0.7;
  return calibration;
}

TracerState Practised(const Calibration& calibration) {
  TracerState state;
  for (int i = 0; i < 7; ++i) {
    Update(state, calibration,
           {.item = "i", .skills = {kTwo.data(), 1}, .correct = i % 3 != 0, .occurred_at_ms = i * kDay});
  }
  Update(state, calibration, {.item = "i", .skills = kTwo, .correct = true, .occurred_at_ms = 8 * kDay});
  return state;
}

std::vector<float> RowOf(const TracerState& state, const Calibration& calibration) {
  std::vector<float> row(kSuccessFeatures);
  SuccessRow(state, calibration, "i", kTwo, 20 * kDay, absl::MakeSpan(row));
  return row;
}

double Value(const std::vector<float>& row, const std::string& name) {
  const auto& names = SuccessFeatureNames();
  return static_cast<double>(
      row[static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin())]);
}

TEST_CASE("a row says what the tracer knows, the least practised skill speaking for the item") {
  const Calibration calibration = Fitted();
  const TracerState state = Practised(calibration);
  const std::vector<float> row = RowOf(state, calibration);
  const double chance = SuccessChance(state, calibration, "i", kTwo, 20 * kDay);
  CHECK(1 / (1 + std::exp(-Value(row, "margin"))) == Approx(chance).epsilon(1e-6));
  CHECK(Value(row, "difficulty") == Approx(0.5 + (-1 + 0.4) / 2));
  CHECK(Value(row, "answers") == Approx(std::log1p(8)));
  CHECK(Value(row, "skill_answers") == Approx(std::log1p(1)));
  CHECK(Value(row, "skills") == 2);
  CHECK(Value(row, "answers_since") == 0);
  for (const float value : row) CHECK(std::isfinite(value));
}

TEST_CASE("names are all there and differ") {
  const std::set<std::string> names(SuccessFeatureNames().begin(), SuccessFeatureNames().end());
  CHECK(names.size() == kSuccessFeatures);
  CHECK(names.count("") == 0);
}

TEST_CASE("from served parts, the row is the same to the bit") {
  const Calibration calibration = Fitted();
  const TracerState state = Practised(calibration);
  std::vector<SkillKnowledge> skills;
  for (const std::string& skill : kTwo) skills.push_back(KnowledgeOf(state, calibration, skill, 20 * kDay));
  std::vector<float> row(kSuccessFeatures);
  SuccessRow(KnowledgeOf(state), skills, KnowledgeOf(calibration, "i", kTwo), absl::MakeSpan(row));
  CHECK(row == RowOf(state, calibration));
}

TEST_CASE("replay shows the state before the answer: no row sees its own outcome") {
  auto rows = [](bool last) {
    History history{"l", {}};
    for (int i = 0; i < 5; ++i)
      history.answers.push_back({.item = "i", .skills = {"a"}, .correct = i == 4 ? last : true});
    std::vector<std::vector<float>> seen;
    Replay(history, Fitted(),
           [&](const TracerState& state, const Answer&) { seen.push_back(RowOf(state, Fitted())); });
    return seen;
  };
  CHECK(rows(true) == rows(false));
}

TEST_CASE("who knows nothing has the defaults of a skill never seen") {
  const SkillKnowledge nothing = KnowledgeOf(TracerState{}, Fitted(), "b", 0);
  CHECK(nothing.mastery == 0.7);
  CHECK(nothing.answers == 0);
  CHECK_FALSE(IsDue(nothing));
}

TEST_CASE("a skill falls due when recall has, the most forgotten first; what was never known does not") {
  TracerState state;
  for (int i = 0; i < 6; ++i) Update(state, {}, {.item = "i", .skills = {&kTwo[0], 1}, .correct = true});
  for (int i = 0; i < 6; ++i) Update(state, {}, {.item = "i", .skills = {&kTwo[1], 1}, .correct = false});
  CHECK(Due(state, kDay / 100).empty());
  const auto due = Due(state, 400 * kDay);
  REQUIRE(due.size() == 1);
  CHECK(due[0].skill == "a");
  CHECK(due[0].recall < 0.85);
  CHECK(Retrievability(static_cast<double>(due[0].due_at_ms) / kDay, state.skills.at("a").stability_days) ==
        Approx(0.85).epsilon(1e-6));
  CHECK(IsDue(KnowledgeOf(state, {}, "a", 400 * kDay)));
  CHECK_FALSE(IsDue(KnowledgeOf(state, {}, "b", 400 * kDay)));
  CHECK_FALSE(IsDue(KnowledgeOf(state, {}, "a", kDay / 100)));
}

TEST_CASE("the days until a recall undo the recall after days") {
  for (const double stability : {0.1, 3.0, 200.0}) {
    for (const double recall : {0.99, 0.9, 0.5}) {
      CHECK(Retrievability(DaysUntil(recall, stability), stability) == Approx(recall).epsilon(1e-12));
    }
  }
  CHECK(DaysUntil(0.9, 7) == Approx(7));
}

TEST_CASE("a mastery is surer the more answers stand behind it") {
  // Wilson's interval of 0.8 in 10 trials: 0.490 to 0.943.
  CHECK(RangeOf(0.8, 8).low == Approx(0.4902).epsilon(1e-3));
  CHECK(RangeOf(0.8, 8).high == Approx(0.9433).epsilon(1e-3));
  double width = 1;
  for (const double answers : {0.0, 5.0, 50.0, 500.0}) {
    const MasteryRange range = RangeOf(0.7, answers);
    CHECK(range.low < 0.7);
    CHECK(range.high > 0.7);
    CHECK(range.high - range.low < width);
    width = range.high - range.low;
  }
  CHECK(RangeOf(0, 3).low == 0);
  CHECK(RangeOf(1, 3).high == 1);
}

}  // namespace
}  // namespace yachay::learning

#include "learning/tracer.h"

#include <cmath>
#include <string>

#include "absl/strings/str_cat.h"
#include "testing/catch.h"

namespace yachay::learning {
namespace {

constexpr std::int64_t kDay = 86'400'000;
const std::vector<std::string> kFractions = {"fractions"};

Answer Of(bool correct, std::int64_t at_ms = 0, int choices = 0) {
  return {.item = "i", .skills = kFractions, .correct = correct, .occurred_at_ms = at_ms, .choices = choices};
}

TEST_CASE("the first right answer moves both terms by half of K") {
  TracerState state;
  Update(state, {}, Of(true, 5));
  // Chance 1/2, error 1/2, K = 0.8.
  CHECK(state.ability == Approx(0.4).epsilon(1e-15));
  const SkillState& skill = state.skills.at("fractions");
  CHECK(skill.ability == Approx(0.4).epsilon(1e-15));
  CHECK(skill.tried == 1);
  CHECK(skill.correct == 1);
  CHECK(skill.streak == 1);
  CHECK(skill.last_seen_ms == 5);
  CHECK(skill.stability_days == Approx(2.3065));
  // Bayes: .2 * .9 / (.2 * .9 + .8 * .2) = .18 / .34, then + .15 of the rest.
  CHECK(skill.known == Approx(.18 / .34 + .15 * (1 - .18 / .34)).epsilon(1e-14));
}

TEST_CASE("the second answer takes a smaller step") {
  TracerState state;
  Update(state, {}, Of(true));
  Update(state, {}, Of(false));
  const double chance = 1 / (1 + std::exp(-0.8));
  CHECK(state.ability == Approx(0.4 - 0.8 / 1.03 * chance).epsilon(1e-14));
  CHECK(state.skills.at("fractions").streak == -1);
}

TEST_CASE("a guess among four choices is worth a quarter") {
  CHECK(SuccessChance(0, {}, 0, 4) == Approx(0.25 + 0.75 * 0.5));
  CHECK(SuccessChance(-50, {}, 0, 4) == Approx(0.25));
  TracerState guessed, written;
  Update(guessed, {}, Of(true, 0, 2));
  Update(written, {}, Of(true, 0, 0));
  CHECK(guessed.ability < written.ability);
}

TEST_CASE("a harder item or skill lowers the chance by its logits") {
  Calibration calibration;
  calibration.items["i"] = 1;
  calibration.skills["fractions"] = 0.5;
  CHECK(SuccessChance(TracerState{}, calibration, "i", kFractions, 0) == Approx(1 / (1 + std::exp(1.5))));
}

TEST_CASE("skills of one item share its error; a repeated name counts once") {
  TracerState state, repeated;
  const std::vector<std::string> two = {"a", "b"}, again = {"a", "b", "a"};
  Update(state, {}, {.item = "i", .skills = two, .correct = true});
  Update(repeated, {}, {.item = "i", .skills = again, .correct = true});
  CHECK(state.skills.at("a").ability == Approx(0.2));
  CHECK(state == repeated);
}

TEST_CASE("recall is 1 at once, 0.9 at the stability, and falls ever after") {
  CHECK(Retrievability(0, 3) == 1);
  CHECK(Retrievability(-1, 3) == 1);
  CHECK(Retrievability(3, 3) == Approx(0.9).epsilon(1e-12));
  double last = 1;
  for (double days = 1; days < 1000; days *= 2) {
    CHECK(Retrievability(days, 3) < last);
    last = Retrievability(days, 3);
  }
}

TEST_CASE("a rest lowers ability and mastery; practice after a rest holds longer than cramming") {
  TracerState crammed, spaced;
  for (int i = 0; i < 4; ++i) {
    Update(crammed, {}, Of(true, 0));
    Update(spaced, {}, Of(true, i * 3 * kDay));
  }
  CHECK(SkillAbility(spaced, {}, "fractions", 30 * kDay) < SkillAbility(spaced, {}, "fractions", 9 * kDay));
  CHECK(Mastery(spaced, {}, "fractions", 30 * kDay) < Mastery(spaced, {}, "fractions", 9 * kDay));
  CHECK(crammed.skills.at("fractions").stability_days < spaced.skills.at("fractions").stability_days);
}

TEST_CASE("right answers lead to mastery, wrong ones away from it") {
  TracerState state;
  for (int i = 0; i < 6; ++i) Update(state, {}, Of(true));
  CHECK(Mastery(state, {}, "fractions", 0) > 0.95);
  for (int i = 0; i < 6; ++i) Update(state, {}, Of(false));
  CHECK(Mastery(state, {}, "fractions", 0) < 0.3);
  CHECK(Mastery(state, {}, "never seen", 0) == 0.2);
  CHECK(SkillAbility(state, {}, "never seen", 0) == 0);
}

TEST_CASE("a late answer teaches but does not move last_seen back") {
  TracerState state;
  Update(state, {}, Of(true, 5 * kDay));
  Update(state, {}, Of(true, kDay));
  CHECK(state.skills.at("fractions").tried == 2);
  CHECK(state.skills.at("fractions").last_seen_ms == 5 * kDay);
}

TEST_CASE("the number of skills stays bounded: the longest unseen goes") {
  Calibration calibration;
  calibration.parameters.max_skills = 3;
  TracerState state;
  for (int i = 0; i < 10; ++i) {
    const std::vector<std::string> skill = {absl::StrCat("s", i)};
    Update(state, calibration, {.item = "i", .skills = skill, .correct = true, .occurred_at_ms = i});
  }
  CHECK(state.skills.size() == 3);
  CHECK(state.skills.count("s9") == 1);
  CHECK(state.skills.count("s6") == 0);
}

TEST_CASE("an item without skills moves the overall ability only") {
  TracerState state;
  Update(state, {}, {.item = "i", .correct = true});
  CHECK(state.ability == Approx(0.4));
  CHECK(state.skills.empty());
}

}  // namespace
}  // namespace yachay::learning

#include "core/band.h"

#include <algorithm>
#include <cmath>

#include "learning/tracer.h"

namespace yachay::recommendation {
namespace {

constexpr double kLowest = 0.5, kHighest = 0.95;
constexpr double kEarlierAnswers =
    10;                         // that every learner is taken to have given, as well as the band wants
constexpr double kHardest = 4;  // of the catalogue's scale, in logits

// Share of right answers against the band: positive for one who has lost too much.
double Losing(const Learner& learner, const Band& band) {
  const double share =
      (learner.correct + kEarlierAnswers * band.middle()) / (learner.answers + kEarlierAnswers);
  if (share < band.low) return band.low - share;
  return share > band.high ? band.high - share : 0;
}

double Stated(const Learner& learner, double shift) {
  const auto stated = learner.preferences.find("challenge");
  if (stated == learner.preferences.end()) return 0;
  return stated->second == "easy" ? shift : stated->second == "hard" ? -shift : 0;
}

double DifficultyFor(double margin, double success, int choices) {
  const double guess = choices >= 2 ? 1.0 / choices : 0;
  const double earned = std::clamp((success - guess) / (1 - guess), 1e-3, 1 - 1e-3);
  return std::clamp(margin - std::log(earned / (1 - earned)), -kHardest, kHardest);
}

}  // namespace

Band BandFor(const Learner& learner, double low_chance, const Policy& policy) {
  const Band usual{policy.band_low, policy.band_high};
  double shift = policy.band_shift * std::clamp(low_chance, 0.0, 1.0) + Stated(learner, policy.stated_shift);
  if (IsNew(learner)) shift += policy.new_learner_shift;
  shift += std::clamp(Losing(learner, usual), -policy.history_shift, policy.history_shift);
  shift = std::clamp(shift, kLowest - usual.low, kHighest - usual.high);
  return {usual.low + shift, usual.high + shift};
}

DifficultyAdvice NextDifficulty(const Learner& learner, const std::string& skill, int choices,
                                const Band& band) {
  const auto found = learner.abilities.find(skill);
  const double skill_ability = found == learner.abilities.end() ? 0 : found->second;
  const double margin = learner.ability + skill_ability;
  DifficultyAdvice advice{.difficulty = DifficultyFor(margin, band.middle(), choices),
                          .easiest = DifficultyFor(margin, band.high, choices),
                          .hardest = DifficultyFor(margin, band.low, choices)};
  advice.success = learning::SuccessChance(learner.ability, {skill_ability}, advice.difficulty, choices);
  return advice;
}

}  // namespace yachay::recommendation

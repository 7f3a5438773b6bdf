#include "learning/tracer.h"

#include <algorithm>
#include <cmath>

namespace yachay::learning {
namespace {

constexpr double kDayMs = 24.0 * 60 * 60 * 1000;

// FSRS-6, default weights w1, w2 (first stability), w8..w14 (growth and lapse), w20 (decay), difficulty 5
// of 10.
constexpr double kFirstStabilityWrong = 0.212;
constexpr double kFirstStabilityRight = 2.3065;
constexpr double kGrowth = 1.8722;
constexpr double kGrowthSaturation = 0.1666;
constexpr double kSpacing = 0.796;
constexpr double kLapse = 1.4835;
constexpr double kLapseDifficulty = 0.0614;
constexpr double kLapseStability = 0.2629;
constexpr double kLapseSpacing = 1.6483;
constexpr double kDecay = 0.1542;
constexpr double kDifficulty = 5;
constexpr double kLeastStability = 0.01;
constexpr double kMostStability = 36500;

double Sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

double WithGuess(double chance, int choices) {
  if (choices < 2) return chance;
  const double guess = 1.0 / choices;
  return guess + (1 - guess) * chance;
}

double Recall(const SkillState& skill, std::int64_t now_ms) {
  return Retrievability(static_cast<double>(now_ms - skill.last_seen_ms) / kDayMs, skill.stability_days);
}

double Step(const TracerParameters& parameters, std::int64_t answers) {
  return parameters.k_start / (1 + parameters.k_decay * static_cast<double>(answers));
}

double NextStability(double stability, double recall, bool correct) {
  double next = 0;
  if (correct) {
    const double growth = std::exp(kGrowth) * (11 - kDifficulty) * std::pow(stability, -kGrowthSaturation) *
                          std::expm1(kSpacing * (1 - recall));
    next = stability * (1 + growth);
  } else {
    const double lapsed = kLapse * std::pow(kDifficulty, -kLapseDifficulty) *
                          (std::pow(stability + 1, kLapseStability) - 1) *
                          std::exp(kLapseSpacing * (1 - recall));
    next = std::min(stability, lapsed);
  }
  return std::clamp(next, kLeastStability, kMostStability);
}

// Bayes' rule on the answer, then the chance to have learnt from it.
double NextKnown(const TracerParameters& parameters, double known, bool correct, int choices) {
  const double guess = choices >= 2 ? std::min(0.4, 1.0 / choices) : parameters.guess;
  const double if_known = correct ? 1 - parameters.slip : parameters.slip;
  const double if_not = correct ? guess : 1 - guess;
  const double evidence = known * if_known + (1 - known) * if_not;
  const double after = evidence > 0 ? known * if_known / evidence : known;
  return after + (1 - after) * parameters.learn;
}

void MakeRoom(TracerState& state, int max_skills) {
  while (state.skills.size() >= static_cast<std::size_t>(std::max(1, max_skills))) {
    state.skills.erase(std::min_element(
        state.skills.begin(), state.skills.end(),
        [](const auto& a, const auto& b) { return a.second.last_seen_ms < b.second.last_seen_ms; }));
  }
}

SkillState& FindOrAdd(TracerState& state, const TracerParameters& parameters, const std::string& skill) {
  if (const auto found = state.skills.find(skill); found != state.skills.end()) return found->second;
  MakeRoom(state, parameters.max_skills);
  SkillState& added = state.skills[skill];
  added.known = parameters.known_at_first;
  return added;
}

void UpdateSkill(SkillState& skill, const TracerParameters& parameters, const Answer& answer, double push) {
  if (skill.tried == 0) {
    skill.stability_days = answer.correct ? kFirstStabilityRight : kFirstStabilityWrong;
  } else {
    skill.stability_days =
        NextStability(skill.stability_days, Recall(skill, answer.occurred_at_ms), answer.correct);
  }
  skill.ability += Step(parameters, skill.tried) * push;
  skill.known = NextKnown(parameters, skill.known, answer.correct, answer.choices);
  skill.tried += 1;
  skill.correct += answer.correct ? 1 : 0;
  skill.streak = answer.correct ? std::max<std::int64_t>(skill.streak, 0) + 1
                                : std::min<std::int64_t>(skill.streak, 0) - 1;
  skill.last_seen_ms = std::max(skill.last_seen_ms, answer.occurred_at_ms);
}

bool Repeated(absl::Span<const std::string> skills, std::size_t i) {
  return std::find(skills.begin(), skills.begin() + static_cast<std::ptrdiff_t>(i), skills[i]) !=
         skills.begin() + static_cast<std::ptrdiff_t>(i);
}

std::vector<std::string> Distinct(absl::Span<const std::string> skills) {
  std::vector<std::string> distinct;
  for (std::size_t i = 0; i < skills.size(); ++i) {
    if (!Repeated(skills, i)) distinct.push_back(skills[i]);
  }
  return distinct;
}

}  // namespace

double Retrievability(double elapsed_days, double stability_days) {
  if (elapsed_days <= 0) return 1;
  static const double kFactor = std::pow(0.9, -1 / kDecay) - 1;
  return std::pow(1 + kFactor * elapsed_days / std::max(stability_days, kLeastStability), -kDecay);
}

void Update(TracerState& state, const Calibration& calibration, const Answer& answer) {
  const std::vector<std::string> skills = Distinct(answer.skills);
  const double chance =
      SuccessChance(state, calibration, answer.item, skills, answer.occurred_at_ms, answer.choices);
  const double error = (answer.correct ? 1 : 0) - chance;
  state.ability += Step(calibration.parameters, state.tried) * error;
  state.tried += 1;
  state.correct += answer.correct ? 1 : 0;
  for (const std::string& skill : skills) {
    UpdateSkill(FindOrAdd(state, calibration.parameters, skill), calibration.parameters, answer,
                error / static_cast<double>(skills.size()));
  }
}

double SuccessChance(double overall_ability, absl::Span<const double> skill_margins, double item_difficulty,
                     int choices) {
  double sum = 0;
  for (const double margin : skill_margins) sum += margin;
  const double mean = skill_margins.empty() ? 0 : sum / static_cast<double>(skill_margins.size());
  return WithGuess(Sigmoid(overall_ability + mean - item_difficulty), choices);
}

double SuccessChance(const TracerState& state, const Calibration& calibration, std::string_view item,
                     absl::Span<const std::string> skills, std::int64_t now_ms, int choices) {
  std::vector<double> margins;
  for (const std::string& skill : Distinct(skills)) {
    margins.push_back(SkillAbility(state, calibration, skill, now_ms) - calibration.SkillDifficulty(skill));
  }
  return SuccessChance(state.ability, margins, calibration.ItemDifficulty(item), choices);
}

double SkillAbility(const TracerState& state, const Calibration& calibration, std::string_view skill,
                    std::int64_t now_ms) {
  const auto found = state.skills.find(skill);
  if (found == state.skills.end()) return 0;
  return found->second.ability - calibration.parameters.forgetting_cost * (1 - Recall(found->second, now_ms));
}

double Mastery(const TracerState& state, const Calibration& calibration, std::string_view skill,
               std::int64_t now_ms) {
  const auto found = state.skills.find(skill);
  if (found == state.skills.end()) return calibration.parameters.known_at_first;
  return found->second.known * Recall(found->second, now_ms);
}

}  // namespace yachay::learning

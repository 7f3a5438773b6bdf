#include "learning/tracer.h"

#include <algorithm>
#include <cmath>

namespace yachay::learning {
namespace {

constexpr double kDayMs = 24.0 * 60 * 60 * 1000;
constexpr double kFormWeight = 0.2;  // of the newest answer

double Sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

double WithGuess(double chance, int choices) {
  if (choices < 2) return chance;
  const double guess = 1.0 / choices;
  return guess + (1 - guess) * chance;
}

template <typename Skill>  // SkillState or SkillDay
double Recall(const Skill& skill, std::int64_t now_ms) {
  return Retrievability(static_cast<double>(now_ms - skill.last_seen_ms) / kDayMs, skill.stability_days);
}

double Step(double start, double decay, std::int64_t answers) {
  return start / (1 + decay * static_cast<double>(answers));
}

void Streak(std::int64_t& streak, bool correct) {
  streak = correct ? std::max<std::int64_t>(streak, 0) + 1 : std::min<std::int64_t>(streak, 0) - 1;
}

void Form(double& form, bool correct) { form += kFormWeight * ((correct ? 1 : 0) - form); }

// BKT, with the guess that the number of choices gives.
double NextKnown(BktParameters bkt, double known, bool correct, int choices) {
  if (choices >= 2) bkt.guess = std::min(kMostGuess, 1.0 / choices);
  return BktNext(bkt, known, correct);
}

void MakeRoom(TracerState& state, int max_skills) {
  while (state.skills.size() >= static_cast<std::size_t>(std::max(1, max_skills))) {
    state.skills.erase(std::min_element(
        state.skills.begin(), state.skills.end(),
        [](const auto& a, const auto& b) { return a.second.last_seen_ms < b.second.last_seen_ms; }));
  }
}

SkillState& FindOrAdd(TracerState& state, const Calibration& calibration, const std::string& skill) {
  if (const auto found = state.skills.find(skill); found != state.skills.end()) return found->second;
  MakeRoom(state, calibration.parameters.max_skills);
  SkillState& added = state.skills[skill];
  added.known = calibration.Bkt(skill).known_at_first;
  return added;
}

void UpdateSkill(SkillState& skill, const TracerParameters& parameters, const BktParameters& bkt,
                 const Answer& answer, double push) {
  skill.stability_days =
      skill.tried == 0
          ? FirstStability(answer.correct)
          : NextStability(skill.stability_days, Recall(skill, answer.occurred_at_ms), answer.correct);
  skill.ability += Step(parameters.skill_k_start, parameters.skill_k_decay, skill.tried) * push;
  skill.known = NextKnown(bkt, skill.known, answer.correct, answer.choices);
  skill.tried += 1;
  skill.correct += answer.correct ? 1 : 0;
  Streak(skill.streak, answer.correct);
  Form(skill.form, answer.correct);
  skill.last_seen_ms = std::max(skill.last_seen_ms, answer.occurred_at_ms);
  if (answer.local_day)
    Keep(skill.days, {*answer.local_day, skill.known, skill.stability_days, skill.last_seen_ms});
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

void Update(TracerState& state, const Calibration& calibration, const Answer& answer) {
  const std::vector<std::string> skills = Distinct(answer.skills);
  const double chance =
      SuccessChance(state, calibration, answer.item, skills, answer.occurred_at_ms, answer.choices);
  const double error = (answer.correct ? 1 : 0) - chance;
  const TracerParameters& parameters = calibration.parameters;
  state.ability += Step(parameters.k_start, parameters.k_decay, state.tried) * error;
  state.tried += 1;
  state.correct += answer.correct ? 1 : 0;
  Streak(state.streak, answer.correct);
  Form(state.form, answer.correct);
  for (const std::string& name : skills) {
    SkillState& skill = FindOrAdd(state, calibration, name);
    UpdateSkill(skill, parameters, calibration.Bkt(name), answer, error / static_cast<double>(skills.size()));
    skill.last_answer = state.tried;
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
  if (found == state.skills.end()) return calibration.Bkt(skill).known_at_first;
  return found->second.known * Recall(found->second, now_ms);
}

double MasteryThen(const TracerState& state, const Calibration& calibration, std::string_view skill,
                   std::int32_t day, std::int64_t at_ms) {
  const auto found = state.skills.find(skill);
  const SkillDay* const stood = found == state.skills.end() ? nullptr : StoodOn(found->second.days, day);
  return stood == nullptr ? calibration.Bkt(skill).known_at_first : stood->known * Recall(*stood, at_ms);
}

}  // namespace yachay::learning

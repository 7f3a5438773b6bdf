#include "learning/difficulty_fit.h"

#include <algorithm>
#include <cmath>

namespace yachay::learning {
namespace {

constexpr int kSweeps = 4;
constexpr double kMostStep = 1;     // logits
constexpr double kMostLogits = 10;  // inside what a calibration may hold

// What the tracer says of the learner alone: skill abilities after forgetting, averaged, on the overall one.
double Ability(const TracerState& state, const Calibration& calibration, const Answer& answer) {
  double sum = 0;
  for (const std::string& skill : answer.skills)
    sum += SkillAbility(state, calibration, skill, answer.occurred_at_ms);
  return state.ability + (answer.skills.empty() ? 0 : sum / static_cast<double>(answer.skills.size()));
}

}  // namespace

std::uint32_t DifficultyFit::Terms::Find(std::string_view name) {
  const auto [found, added] = index.try_emplace(name, static_cast<std::uint32_t>(names.size()));
  if (added) {
    names.push_back(name);
    values.push_back(0);
    answers.push_back(0);
  }
  return found->second;
}

void DifficultyFit::Terms::Clear() {
  slopes.assign(values.size(), 0);
  curvatures.assign(values.size(), 0);
}

void DifficultyFit::Terms::Step() {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double step = (slopes[i] - precision * values[i]) / (curvatures[i] + precision);
    values[i] = std::clamp(values[i] + std::clamp(step, -kMostStep, kMostStep), -kMostLogits, kMostLogits);
  }
}

void DifficultyFit::Terms::Write(std::map<std::string, double, std::less<>>& out_values,
                                 std::map<std::string, double, std::less<>>& out_answers) const {
  for (std::size_t i = 0; i < names.size(); ++i) {
    out_values[std::string(names[i])] = values[i];
    out_answers[std::string(names[i])] = answers[i];
  }
}

DifficultyFit::DifficultyFit(absl::Span<const History* const> histories, double item_spread,
                             double skill_spread)
    : histories_(histories) {
  items_.precision = 1 / (item_spread * item_spread);
  skills_.precision = 1 / (skill_spread * skill_spread);
  for (const History* history : histories) {
    for (const PastAnswer& answer : history->answers) {
      Row row{.item = items_.Find(answer.item),
              .first_skill = static_cast<std::uint32_t>(skill_of_row_.size()),
              .skills = static_cast<std::uint32_t>(answer.skills.size()),
              .correct = answer.correct,
              .guess = answer.choices >= 2 ? 1.0 / answer.choices : 0};
      items_.answers[row.item] += 1;
      for (const std::string& skill : answer.skills) {
        skill_of_row_.push_back(skills_.Find(skill));
        skills_.answers[skill_of_row_.back()] += 1;
      }
      rows_.push_back(row);
    }
  }
}

void DifficultyFit::Trace(const Calibration& calibration) {
  std::size_t row = 0;
  for (const History* history : histories_) {
    Replay(*history, calibration, [&](const TracerState& state, const Answer& answer) {
      rows_[row++].ability = Ability(state, calibration, answer);
    });
  }
}

// Fisher scoring of P(right) = guess + (1 - guess) sigmoid(ability - mean skill - item).
void DifficultyFit::Accumulate() {
  items_.Clear();
  skills_.Clear();
  for (const Row& row : rows_) {
    double skill = 0;
    for (std::uint32_t k = 0; k < row.skills; ++k)
      skill += skills_.values[skill_of_row_[row.first_skill + k]];
    const double share = row.skills == 0 ? 0 : 1.0 / row.skills;
    const double logistic = 1 / (1 + std::exp(items_.values[row.item] + skill * share - row.ability));
    const double chance = row.guess + (1 - row.guess) * logistic;
    const double change = (1 - row.guess) * logistic * (1 - logistic);  // of the chance, per logit
    const double variance = std::max(chance * (1 - chance), 1e-9);
    const double slope = (chance - (row.correct ? 1 : 0)) * change / variance;
    const double curvature = change * change / variance;
    items_.slopes[row.item] += slope;
    items_.curvatures[row.item] += curvature;
    for (std::uint32_t k = 0; k < row.skills; ++k) {
      const std::uint32_t s = skill_of_row_[row.first_skill + k];
      skills_.slopes[s] += share * slope;
      skills_.curvatures[s] += share * share * curvature;
    }
  }
}

void DifficultyFit::Update(Calibration& calibration) {
  Trace(calibration);
  for (int sweep = 0; sweep < kSweeps; ++sweep) {
    Accumulate();
    skills_.Step();
    Accumulate();
    items_.Step();
  }
  items_.Write(calibration.items, calibration.item_answers);
  skills_.Write(calibration.skills, calibration.skill_answers);
}

}  // namespace yachay::learning

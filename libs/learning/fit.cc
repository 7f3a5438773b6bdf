#include "learning/fit.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "learning/difficulty_fit.h"

namespace yachay::learning {
namespace {

using Histories = absl::Span<const History* const>;

// Mean log loss of the tracer's chances.
double Loss(Histories histories, const Calibration& calibration) {
  double loss = 0, answers = 0;
  for (const History* history : histories) {
    Replay(*history, calibration, [&](const TracerState& state, const Answer& answer) {
      const double chance = SuccessChance(state, calibration, answer.item, answer.skills,
                                          answer.occurred_at_ms, answer.choices);
      loss -= std::log(std::max(answer.correct ? chance : 1 - chance, 1e-12));
      answers += 1;
    });
  }
  return answers > 0 ? loss / answers : 0;
}

// Tries each step larger and smaller and keeps what foretells better, with ever smaller changes.
void SearchSteps(Histories histories, Calibration& calibration) {
  constexpr double TracerParameters::*kSteps[] = {&TracerParameters::k_start, &TracerParameters::k_decay,
                                                  &TracerParameters::skill_k_start,
                                                  &TracerParameters::skill_k_decay};
  double best = Loss(histories, calibration);
  for (const double factor : {2.0, 1.4}) {
    for (const auto step : kSteps) {
      for (const double change : {factor, 1 / factor}) {
        const double before = calibration.parameters.*step;
        calibration.parameters.*step = std::min(before * change, 10.0);
        const double loss = Loss(histories, calibration);
        if (loss < best) {
          best = loss;
          break;  // the other way is worse
        }
        calibration.parameters.*step = before;
      }
    }
  }
}

// Learners for the search of steps: enough to tell, and the fit stays linear.
Histories Some(Histories histories) { return histories.first(std::min<std::size_t>(histories.size(), 1000)); }

void FitSkills(Histories histories, Calibration& calibration) {
  std::map<std::string, SkillAnswers> skills;
  for (const History* history : histories) {
    for (const PastAnswer& answer : history->answers) {
      for (const std::string& skill : answer.skills) skills[skill].correct.push_back(answer.correct ? 1 : 0);
    }
    for (auto& [skill, answers] : skills) {
      const std::size_t begin = answers.ends.empty() ? 0 : answers.ends.back();
      if (answers.correct.size() > begin) answers.ends.push_back(answers.correct.size());
    }
  }
  for (const auto& [skill, answers] : skills) calibration.bkt[skill] = FitBkt(answers).parameters;
}

}  // namespace

Calibration FitCalibration(Histories histories, const FitOptions& options) {
  Calibration calibration{.version = options.version, .parameters = options.start};
  DifficultyFit difficulties(histories, options.item_spread, options.skill_spread);
  for (int round = 0; round < options.rounds; ++round) {
    difficulties.Update(calibration);
    if (options.steps && round + 1 < options.rounds) SearchSteps(Some(histories), calibration);
  }
  if (options.bkt) FitSkills(histories, calibration);
  return calibration;
}

}  // namespace yachay::learning

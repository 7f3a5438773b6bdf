#include "core/classroom.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"

namespace yachay::recommendation {
namespace {

// `values` ascending, not empty.
double Quantile(const std::vector<double>& values, double share) {
  const double place = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  if (below + 1 == values.size()) return values.back();
  return values[below] + (place - static_cast<double>(below)) * (values[below + 1] - values[below]);
}

std::string Percent(double share) { return absl::StrCat(std::llround(100 * share)); }

std::optional<double> MedianMastery(const std::vector<LearnerFacts>& learners) {
  std::vector<double> means;
  for (const LearnerFacts& learner : learners) {
    if (const auto mean = MeanMastery(learner)) means.push_back(*mean);
  }
  if (means.empty()) return std::nullopt;
  std::sort(means.begin(), means.end());
  return Quantile(means, 0.5);
}

void AddFading(const LearnerFacts& learner, std::vector<Statement>& out) {
  int fading = 0;
  std::string most;
  double least = 2;
  for (const auto& [skill, facts] : learner.skills) {
    if (LevelOf(facts) != Level::kFading) continue;
    ++fading;
    if (facts.recall < least) least = facts.recall, most = skill;
  }
  if (fading > 0) out.push_back({"SKILL_FADING", {{"skill", most}}, std::min(0.6, 0.2 * fading)});
}

std::vector<Statement> HelpReasons(const LearnerFacts& learner, std::optional<double> median,
                                   std::int64_t now_ms) {
  std::vector<Statement> out;
  const double right =
      learner.answers_7d < 5 ? 1 : static_cast<double>(learner.correct_7d) / learner.answers_7d;
  if (right < 0.6) out.push_back({"STRUGGLING", {{"percent", Percent(right)}}, 2 * (0.6 - right)});
  const auto mean = MeanMastery(learner);
  if (mean && median && *median - *mean >= 0.15)
    out.push_back({"BEHIND_CLASS", {{"percent", Percent(*median - *mean)}}, 2 * (*median - *mean)});
  const auto away = DaysAway(learner, now_ms);
  if (away && *away >= 7)
    out.push_back({"AWAY_DAYS", {{"days", absl::StrCat(*away)}}, std::min(2.0, 0.1 * *away)});
  const double low = learner.forecast ? learner.forecast->low_chance : 0;
  if (low > 0.5) out.push_back({"MAY_LOSE_INTEREST", {{"percent", Percent(low)}}, low});
  AddFading(learner, out);
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.weight > b.weight; });
  return out;
}

std::map<std::string, SkillDistribution> Distributions(const std::vector<LearnerFacts>& learners) {
  std::map<std::string, std::vector<double>> mastery;
  std::map<std::string, SkillDistribution> out;
  for (const LearnerFacts& learner : learners) {
    for (const auto& [skill, facts] : learner.skills) {
      mastery[skill].push_back(facts.mastery);
      SkillDistribution& skill_now = out[skill];
      ++skill_now.tried;
      skill_now.change_7d += facts.change_7d;
      skill_now.change_28d += facts.change_28d;
      ++skill_now.at_level.at(static_cast<std::size_t>(LevelOf(facts)));
    }
  }
  for (auto& [skill, values] : mastery) {
    std::sort(values.begin(), values.end());
    SkillDistribution& skill_now = out[skill];
    skill_now.quartiles = {Quantile(values, 0.25), Quantile(values, 0.5), Quantile(values, 0.75)};
    skill_now.change_7d /= skill_now.tried;
    skill_now.change_28d /= skill_now.tried;
  }
  return out;
}

}  // namespace

Classroom Overview(std::vector<LearnerFacts> learners, std::int64_t now_ms) {
  Classroom out;
  const auto told = std::stable_partition(learners.begin(), learners.end(),
                                          [](const LearnerFacts& one) { return !one.without_consent; });
  for (auto one = told; one != learners.end(); ++one) out.without_consent.push_back(one->id);
  learners.erase(told, learners.end());
  out.skills = Distributions(learners);
  const std::optional<double> median = MedianMastery(learners);
  for (const LearnerFacts& learner : learners) {
    out.active_7d += learner.days_7d > 0 ? 1 : 0;
    out.on_streak += OnStreak(learner) ? 1 : 0;
    Helped helped{.learner = learner.id, .urgency = 0, .reasons = HelpReasons(learner, median, now_ms)};
    for (const Statement& reason : helped.reasons) helped.urgency += reason.weight;
    if (!helped.reasons.empty()) out.help.push_back(std::move(helped));
    const std::optional<int> away = DaysAway(learner, now_ms);
    if (!away || *away >= 7) out.away.push_back({learner.id, away});
  }
  std::stable_sort(out.help.begin(), out.help.end(), [](const Helped& a, const Helped& b) {
    return a.urgency != b.urgency ? a.urgency > b.urgency : a.learner < b.learner;
  });
  std::stable_sort(out.away.begin(), out.away.end(), [](const AwayLearner& a, const AwayLearner& b) {
    const int days_a = a.days.value_or(1'000'000);
    const int days_b = b.days.value_or(1'000'000);
    return days_a != days_b ? days_a > days_b : a.learner < b.learner;
  });
  return out;
}

}  // namespace yachay::recommendation

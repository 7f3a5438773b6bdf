#include "learning/review.h"

#include <algorithm>
#include <cmath>

namespace yachay::learning {
namespace {

constexpr double kDayMs = 24.0 * 60 * 60 * 1000;

}  // namespace

std::vector<Review> Due(const TracerState& state, std::int64_t now_ms, const ReviewOptions& options) {
  std::vector<Review> due;
  for (const auto& [name, skill] : state.skills) {
    if (skill.known < options.known) continue;
    const double days = DaysUntil(options.recall, skill.stability_days);
    const std::int64_t due_at_ms = skill.last_seen_ms + std::llround(days * kDayMs);
    if (due_at_ms > now_ms) continue;
    const double elapsed = static_cast<double>(now_ms - skill.last_seen_ms) / kDayMs;
    due.push_back({name, Retrievability(elapsed, skill.stability_days), due_at_ms});
  }
  std::stable_sort(due.begin(), due.end(),
                   [](const Review& a, const Review& b) { return a.recall < b.recall; });
  return due;
}

bool IsDue(const SkillKnowledge& skill, const ReviewOptions& options) {
  return skill.answers > 0 && skill.recall <= options.recall && skill.mastery >= options.known * skill.recall;
}

MasteryRange RangeOf(double mastery, double answers) {
  constexpr double kZ = 1.959963984540054;
  const double n = std::max(answers, 0.0) + 2;
  const double centre = (mastery + kZ * kZ / (2 * n)) / (1 + kZ * kZ / n);
  const double reach =
      kZ / (1 + kZ * kZ / n) * std::sqrt(mastery * (1 - mastery) / n + kZ * kZ / (4 * n * n));
  return {mastery, std::max(0.0, centre - reach), std::min(1.0, centre + reach)};
}

}  // namespace yachay::learning

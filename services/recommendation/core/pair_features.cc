#include "core/pair_features.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace yachay::recommendation {
namespace {

constexpr double kDayMs = 86'400'000;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

double DaysSince(double seen_ms, std::int64_t now_ms) {
  if (seen_ms == LearnerColumns::kNever) return kNan;
  return std::max(0.0, static_cast<double>(now_ms) - seen_ms) / kDayMs;
}

}  // namespace

const std::array<const char*, kPairFeatures>& PairFeatureNames() {
  static constexpr std::array<const char*, kPairFeatures> kNames = {"heuristic",
                                                                    "success",
                                                                    "challenge",
                                                                    "gap",
                                                                    "novelty",
                                                                    "preference",
                                                                    "brevity",
                                                                    "review",
                                                                    "taste",
                                                                    "difficulty",
                                                                    "learner_ability",
                                                                    "learner_answers",
                                                                    "learner_win_share",
                                                                    "low_chance",
                                                                    "days_since_seen",
                                                                    "variant_kind",
                                                                    "grade_margin",
                                                                    "prerequisites"};
  return kNames;
}

PairFeatures FeaturesOf(const Scored& scored, const Learner& learner, const LearnerColumns& columns,
                        const Circumstances& circumstances, double low_chance, std::int64_t now_ms) {
  const Content& content = scored.candidate.entry->content;
  const Signals& signals = scored.signals;
  const double grade = circumstances.grade == 0 ? kNan : circumstances.grade - content.grade_min;
  const double wins = learner.answers > 0 ? learner.correct / learner.answers : kNan;
  const std::array<double, kPairFeatures> values = {
      scored.score,
      signals.success,
      signals.challenge,
      signals.gap,
      signals.novelty,
      signals.preference,
      signals.brevity,
      signals.review,
      signals.taste,
      content.difficulty,
      learner.ability,
      learner.answers,
      wins,
      low_chance,
      DaysSince(columns.seen_ms[scored.candidate.item], now_ms),
      static_cast<double>(content.variants[scored.candidate.variant].kind),
      grade,
      static_cast<double>(content.prerequisites.size())};
  PairFeatures features;
  std::transform(values.begin(), values.end(), features.begin(),
                 [](double v) { return static_cast<float>(v); });
  return features;
}

}  // namespace yachay::recommendation

#include "core/scoring.h"

#include <algorithm>
#include <cmath>

#include "learning/tracer.h"

namespace yachay::recommendation {
namespace {

constexpr double kDayMs = 86'400'000;
constexpr double kLongSeconds = 1800;
constexpr double kTooEasy = 0.3;  // challenge of an item that cannot be missed

double Value(const Numbers& numbers, const std::string& key, double otherwise) {
  const auto found = numbers.find(key);
  return found == numbers.end() ? otherwise : found->second;
}

double Success(const Content& content, const Learner& learner) {
  std::vector<double> margins;
  for (const std::string& skill : content.skills) margins.push_back(Value(learner.abilities, skill, 0));
  return learning::SuccessChance(learner.ability, margins, content.difficulty, 0);
}

double Gap(const Content& content, const Learner& learner, const Policy& policy) {
  double mastery = 0;
  for (const std::string& skill : content.skills)
    mastery += Value(learner.mastery, skill, policy.new_skill_mastery);
  return 1 - std::clamp(mastery / static_cast<double>(content.skills.size()), 0.0, 1.0);
}

double Novelty(const Content& content, const Learner& learner, std::int64_t now_ms, const Policy& policy) {
  const auto seen = learner.seen_at_ms.find(content.id);
  if (seen == learner.seen_at_ms.end()) return 1;
  const double days = std::max(0.0, static_cast<double>(now_ms) - seen->second) / kDayMs;
  return 1 - std::exp(-days / policy.novelty_days);
}

bool Wants(const Learner& learner, const std::string& key) {
  const auto found = learner.preferences.find(key);
  return found != learner.preferences.end() &&
         (found->second == "true" || found->second == "yes" || found->second == "1");
}

double Preference(const Candidate& candidate, const Learner& learner) {
  const Content& content = candidate.entry->content;
  double preference = 0;
  const delivery::VariantKind kind = content.variants[candidate.variant].kind;
  const bool sounds = kind == delivery::VariantKind::kAudio || kind >= delivery::VariantKind::kStandard;
  if (sounds && Wants(learner, "audio")) preference += 0.5;
  const auto skill = learner.preferences.find("skill");
  if (skill != learner.preferences.end() &&
      std::find(content.skills.begin(), content.skills.end(), skill->second) != content.skills.end()) {
    preference += 0.5;
  }
  return preference;
}

double Weigh(const Signals& signals, double low_chance, const Policy& policy) {
  return policy.challenge_weight * signals.challenge + policy.gap_weight * signals.gap +
         policy.novelty_weight * signals.novelty + policy.preference_weight * signals.preference +
         policy.brevity_weight * low_chance * signals.brevity;
}

}  // namespace

double Challenge(double success, double low, double high) {
  if (success < low) return std::max(0.0, success / low);
  if (success <= high) return 1;
  return 1 - (1 - kTooEasy) * (success - high) / (1 - high);
}

std::vector<Scored> Score(const std::vector<Candidate>& candidates, const Learner& learner,
                          const std::optional<Forecast>& forecast, std::int64_t now_ms,
                          const Policy& policy) {
  const double low_chance = forecast ? std::clamp(forecast->low_chance, 0.0, 1.0) : 0;
  const double shift = policy.band_shift * low_chance;
  std::vector<Scored> scored;
  scored.reserve(candidates.size());
  for (const Candidate& candidate : candidates) {
    const Content& content = candidate.entry->content;
    Signals signals;
    signals.success = Success(content, learner);
    signals.challenge = Challenge(signals.success, policy.band_low + shift, policy.band_high + shift);
    signals.gap = Gap(content, learner, policy);
    signals.novelty = Novelty(content, learner, now_ms, policy);
    signals.preference = Preference(candidate, learner);
    signals.brevity = std::max(0.0, 1 - content.expected_seconds / kLongSeconds);
    scored.push_back({candidate, signals, Weigh(signals, low_chance, policy)});
  }
  return scored;
}

}  // namespace yachay::recommendation

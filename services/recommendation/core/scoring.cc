#include "core/scoring.h"

#include <algorithm>
#include <cmath>

#include "learning/tracer.h"

namespace yachay::recommendation {
namespace {

constexpr double kDayMs = 86'400'000;
constexpr double kTooEasy = 0.3;  // challenge of an item that cannot be missed
constexpr double kUnknownTaste = -1;

double Novelty(double seen_ms, std::int64_t now_ms, const Policy& policy) {
  if (seen_ms == LearnerColumns::kNever) return 1;
  const double days = std::max(0.0, static_cast<double>(now_ms) - seen_ms) / kDayMs;
  return 1 - std::exp(-days / policy.novelty_days);
}

double Preference(const Candidate& candidate, absl::Span<const Shelf::Id> skills,
                  const LearnerColumns& columns) {
  const delivery::VariantKind kind = candidate.entry->content.variants[candidate.variant].kind;
  const bool sounds = kind == delivery::VariantKind::kAudio || kind >= delivery::VariantKind::kStandard;
  double preference = sounds && columns.likes_sound ? 0.5 : 0;
  if (columns.preferred_skill &&
      std::find(skills.begin(), skills.end(), *columns.preferred_skill) != skills.end()) {
    preference += 0.5;
  }
  return preference;
}

// Half of the doubt is about the item, half about the learner; each shrinks with what was seen of it.
double Doubt(double item_evidence, double answers, const Policy& policy) {
  const double about_item = policy.item_evidence / (policy.item_evidence + item_evidence);
  const double about_learner = policy.learner_evidence / (policy.learner_evidence + answers);
  return policy.doubt * std::sqrt((about_item + about_learner) / 2);
}

class Scorer {
 public:
  Scorer(const Shelf& shelf, const Learner& learner, const LearnerColumns& columns, const Band& band,
         std::int64_t now_ms, const Policy& policy)
      : shelf_(shelf), learner_(learner), columns_(columns), band_(band), now_ms_(now_ms), policy_(policy) {}

  Scored operator()(const Candidate& candidate) const {
    const Shelf::Item& item = shelf_.items()[candidate.item];
    const absl::Span<const Shelf::Id> skills = shelf_.SkillsOf(item);
    double ability = 0, mastery = 0, review = 0;
    for (const Shelf::Id skill : skills) {
      ability += columns_.ability[skill];
      mastery += columns_.mastery[skill];
      review += columns_.review[skill];
    }
    const double share = 1 / static_cast<double>(skills.size());
    Signals signals;
    signals.success = learning::SuccessChance(learner_.ability, {ability * share}, item.difficulty, 0);
    signals.challenge = Challenge(signals.success, band_.low, band_.high);
    signals.gap = 1 - std::clamp(mastery * share, 0.0, 1.0);
    signals.review = review * share;
    signals.novelty = Novelty(columns_.seen_ms[candidate.item], now_ms_, policy_);
    signals.preference = Preference(candidate, skills, columns_);
    signals.brevity = item.brevity;
    signals.taste = Taste(item);
    return {.candidate = candidate,
            .signals = signals,
            .doubt = Doubt(Evidence(item), learner_.answers, policy_)};
  }

 private:
  double Taste(const Shelf::Item& item) const {
    if (columns_.taste.empty()) return 0;
    if (item.taste == Shelf::kNoTaste) return kUnknownTaste;
    const float liking = shelf_.taste()->Liking(columns_.taste, static_cast<std::size_t>(item.taste));
    return std::clamp(static_cast<double>(liking), 0.0, 1.0);
  }
  double Evidence(const Shelf::Item& item) const {
    if (item.taste == Shelf::kNoTaste) return 0;
    return shelf_.taste()->items()[static_cast<std::size_t>(item.taste)].evidence;
  }

  const Shelf& shelf_;
  const Learner& learner_;
  const LearnerColumns& columns_;
  const Band band_;
  const std::int64_t now_ms_;
  const Policy& policy_;
};

void FillUnknownTaste(std::vector<Scored>& scored) {
  double sum = 0, known = 0;
  for (const Scored& one : scored) {
    if (one.signals.taste == kUnknownTaste) continue;
    sum += one.signals.taste;
    ++known;
  }
  for (Scored& one : scored) {
    if (one.signals.taste == kUnknownTaste) one.signals.taste = known > 0 ? sum / known : 0;
  }
}

}  // namespace

double Weigh(const Signals& signals, double low_chance, const Policy& policy) {
  return policy.challenge_weight * signals.challenge + policy.gap_weight * signals.gap +
         policy.novelty_weight * signals.novelty + policy.preference_weight * signals.preference +
         policy.review_weight * signals.review + policy.taste_weight * signals.taste +
         policy.brevity_weight * low_chance * signals.brevity;
}

double Challenge(double success, double low, double high) {
  if (success < low) return std::max(0.0, success / low);
  if (success <= high) return 1;
  return 1 - (1 - kTooEasy) * (success - high) / (1 - high);
}

std::vector<Scored> Score(const std::vector<Candidate>& candidates, const Shelf& shelf,
                          const Learner& learner, const LearnerColumns& columns, const Band& band,
                          double low_chance, std::int64_t now_ms, const Policy& policy) {
  const Scorer scorer(shelf, learner, columns, band, now_ms, policy);
  std::vector<Scored> scored;
  scored.reserve(candidates.size());
  for (const Candidate& candidate : candidates) scored.push_back(scorer(candidate));
  FillUnknownTaste(scored);
  for (Scored& one : scored) one.score = Weigh(one.signals, low_chance, policy);
  return scored;
}

}  // namespace yachay::recommendation

#include "core/reasons.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace yachay::recommendation {
namespace {

// In the order of ReasonCode; their sentences are in texts/.
constexpr std::string_view kCodes[] = {"RIGHT_CHALLENGE",
                                       "PRACTISE_SKILL",
                                       "NEW_SKILL",
                                       "NEW_FOR_YOU",
                                       "PREFERRED",
                                       "SHORT",
                                       "LIGHT_FOR_CONNECTION",
                                       "FITS_DEVICE",
                                       "EXPLORING",
                                       "BEST_LEFT",
                                       "REVIEW_DUE",
                                       "LIKELY_SUCCESS",
                                       "STRETCH",
                                       "FAMILIAR",
                                       "NOT_SEEN_LATELY",
                                       "LIKED_BY_OTHERS",
                                       "DIFFICULTY_FITS",
                                       "YOUR_PROGRESS",
                                       "FOR_ENGAGEMENT",
                                       "FORM_FITS",
                                       "FITS_GRADE",
                                       "BUILDS_ON",
                                       "GOOD_START"};

using Weighed = std::vector<std::pair<double, ReasonCode>>;

bool Tried(const Content& content, const Learner& learner) {
  return std::any_of(content.skills.begin(), content.skills.end(),
                     [&](const std::string& skill) { return learner.mastery.count(skill) > 0; });
}

void AddSkillReason(const Placed& placed, const Learner& learner, const Policy& policy, Weighed& out) {
  const Signals& signals = placed.scored.signals;
  if (signals.gap < 0.05) return;
  const bool tried = Tried(placed.scored.candidate.entry->content, learner);
  out.emplace_back(policy.gap_weight * signals.gap,
                   tried ? ReasonCode::kPractiseSkill : ReasonCode::kNewSkill);
}

// A lighter form than the richest is worth a word, when the cause is known and not assumed.
void AddDeliveryReason(const Placed& placed, const Circumstances& circumstances, Weighed& out) {
  const Content& content = placed.scored.candidate.entry->content;
  const delivery::Variant& taken = content.variants[placed.scored.candidate.variant];
  bool slow = false;
  bool heavy = false;
  for (const delivery::Variant& variant : content.variants) {
    if (variant.kind <= taken.kind) continue;
    (delivery::Runs(variant, circumstances.device) ? slow : heavy) = true;
  }
  const bool measured =
      !std::isnan(circumstances.connection.rtt_ms) || !std::isnan(circumstances.connection.downlink_kbps);
  if (slow && measured) out.emplace_back(0.3, ReasonCode::kLightForConnection);
  if (heavy && !slow && circumstances.device.ram_mib > 0) out.emplace_back(0.3, ReasonCode::kFitsDevice);
}

}  // namespace

std::string_view Code(ReasonCode reason) { return kCodes[static_cast<int>(reason)]; }

std::vector<ReasonCode> ReasonsFor(const Placed& placed, const Learner& learner,
                                   const Circumstances& circumstances, double low_chance,
                                   const Policy& policy) {
  const Signals& signals = placed.scored.signals;
  Weighed weighed;
  if (placed.explored) weighed.emplace_back(2, ReasonCode::kExploring);
  if (signals.challenge >= 1) {
    weighed.emplace_back(policy.challenge_weight,
                         learner.stranger ? ReasonCode::kGoodStart : ReasonCode::kRightChallenge);
  }
  if (!learner.stranger) AddSkillReason(placed, learner, policy, weighed);
  if (signals.review > 0) weighed.emplace_back(policy.review_weight * signals.review, ReasonCode::kReviewDue);
  if (signals.novelty >= 1 && !learner.stranger)
    weighed.emplace_back(policy.novelty_weight / 2, ReasonCode::kNewForYou);
  if (signals.preference > 0) {
    weighed.emplace_back(policy.preference_weight * signals.preference, ReasonCode::kPreferred);
  }
  if (low_chance > 0.5 && signals.brevity > 0.8) {
    weighed.emplace_back(policy.brevity_weight * low_chance * signals.brevity, ReasonCode::kShort);
  }
  AddDeliveryReason(placed, circumstances, weighed);
  std::stable_sort(weighed.begin(), weighed.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<ReasonCode> reasons;
  for (const auto& [weight, reason] : weighed) reasons.push_back(reason);
  if (reasons.empty()) reasons.push_back(ReasonCode::kBestLeft);
  return reasons;
}

}  // namespace yachay::recommendation

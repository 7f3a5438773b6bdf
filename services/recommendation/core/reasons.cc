#include "core/reasons.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace yachay::recommendation {
namespace {

struct Words {
  std::string_view code;
  std::string_view es;
  std::string_view qu;
  std::string_view en;
};

// In the order of ReasonCode.
constexpr Words kWords[] = {
    {"RIGHT_CHALLENGE", "Tiene el nivel justo para ti.", "Kayqa allinmi qampaq: mana ancha sasachu.",
     "It is just hard enough for you."},
    {"PRACTISE_SKILL", "Te ayuda a practicar lo que estás aprendiendo.", "Yachasqaykita kaywan kallpanchay.",
     "It practises what you are learning."},
    {"NEW_SKILL", "Empiezas a aprender algo nuevo.", "Musuq yachayta qallarisunchik.",
     "It begins something new to learn."},
    {"NEW_FOR_YOU", "Todavía no lo has visto.", "Manaraqmi kayta rikurqankichu.",
     "You have not seen it yet."},
    {"PREFERRED", "Es de lo que te gusta.", "Munasqaykiman hinam kayqa.", "It is the kind you like."},
    {"SHORT", "Se termina rápido.", "Utqaylla tukukun.", "It is quickly done."},
    {"LIGHT_FOR_CONNECTION", "Es ligero para tu conexión.", "Internetniykipaq mana llasachu.",
     "It is light on your connection."},
    {"FITS_DEVICE", "Funciona bien en tu dispositivo.", "Makinaykipi allinta puririn.",
     "It runs well on your device."},
    {"EXPLORING", "Probemos algo diferente.", "Huk niraqta malliykusun.", "Let us try something different."},
    {"BEST_LEFT", "Es lo mejor que queda para ti ahora.", "Kunan kaymi aswan allin qampaq.",
     "It is the best that is left for you now."},
};

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

std::string_view Code(ReasonCode reason) { return kWords[static_cast<int>(reason)].code; }

std::string_view Text(ReasonCode reason, std::string_view language) {
  const Words& words = kWords[static_cast<int>(reason)];
  const std::string_view primary = language.substr(0, language.find('-'));
  if (primary == "es") return words.es;
  return primary == "qu" ? words.qu : words.en;
}

std::vector<ReasonCode> ReasonsFor(const Placed& placed, const Learner& learner,
                                   const Circumstances& circumstances, double low_chance,
                                   const Policy& policy) {
  const Signals& signals = placed.scored.signals;
  Weighed weighed;
  if (placed.explored) weighed.emplace_back(2, ReasonCode::kExploring);
  if (signals.challenge >= 1) weighed.emplace_back(policy.challenge_weight, ReasonCode::kRightChallenge);
  AddSkillReason(placed, learner, policy, weighed);
  if (signals.novelty >= 1) weighed.emplace_back(policy.novelty_weight / 2, ReasonCode::kNewForYou);
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

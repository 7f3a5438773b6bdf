#include "features/consent.h"

#include <utility>
#include <variant>

namespace yachay::features {
namespace {

bool ByRule(const Latest<bool>& consent, ConsentRule rule) {
  return consent.known() ? consent.value : rule == ConsentRule::kAssumed;
}

// The part of a payload that the game needs to run; monostate: nothing of it.
struct Needed {
  template <typename T>
  events::Payload operator()(const T&) const {
    return {};
  }
  events::Payload operator()(const events::DeviceReported& p) const { return p; }
  events::Payload operator()(const events::ConnectionMeasured& p) const { return p; }
  events::Payload operator()(const events::PreferenceSet& p) const { return p; }
  events::Payload operator()(const events::LevelReached& p) const { return p; }
  events::Payload operator()(const events::AchievementUnlocked& p) const { return p; }
  events::Payload operator()(const events::ConsentChanged& p) const { return p; }
  events::Payload operator()(const events::ErasureRequested& p) const { return p; }
  events::Payload operator()(const events::ProfileUpdated& p) const {
    events::ProfileUpdated needed;
    needed.language = p.language;
    needed.grade = p.grade;
    return needed;
  }
};

events::Event Reduce(const events::Event& event) {
  events::Event reduced = event;
  reduced.payload = std::visit(Needed{}, event.payload);
  return reduced;
}

// Starts from nothing, so that a field which is added to the state is forgotten unless it is named here.
void ForgetPersonal(LearnerState& state, const Plan& plan) {
  LearnerState kept;
  kept.events = state.events;
  kept.erased_ms = state.erased_ms;
  kept.utc_offset_ms = state.utc_offset_ms;
  kept.grade = state.grade;
  kept.language = std::move(state.language);
  kept.personalisation = state.personalisation;
  kept.training = state.training;
  kept.aggregates = std::move(state.aggregates);
  plan.KeepOnly({"level_reached", "achievement_unlocked"}, &kept.aggregates);
  kept.device = std::move(state.device);
  kept.connection = state.connection;
  kept.preferences = std::move(state.preferences);  // also that of leaderboards; the play goes
  state = std::move(kept);
}

}  // namespace

bool MayPersonalise(const LearnerState& state, ConsentRule rule) {
  return ByRule(state.personalisation, rule);
}

bool MayTrain(const Latest<bool>& training, ConsentRule rule) { return ByRule(training, rule); }

FoldResult ApplyPermitted(LearnerState& state, EventWindow& window, const events::Event& event,
                          const LogPosition& position, const FoldRules& rules, ConsentRule rule) {
  if (!MayPersonalise(state, rule)) return Apply(state, window, Reduce(event), position, rules);
  const FoldResult result = Apply(state, window, event, position, rules);
  if (!MayPersonalise(state, rule)) ForgetPersonal(state, rules.plan);
  return result;
}

void FoldPermitted(LearnerState& state, const events::Event& event, const FoldRules& rules,
                   ConsentRule rule) {
  if (!MayPersonalise(state, rule)) return Fold(state, Reduce(event), rules);
  Fold(state, event, rules);
  if (!MayPersonalise(state, rule)) ForgetPersonal(state, rules.plan);
}

}  // namespace yachay::features

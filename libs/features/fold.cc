#include "features/fold.h"

#include <algorithm>
#include <variant>

#include "features/connection_fold.h"
#include "features/local_day.h"

namespace yachay::features {
namespace {

void KeepLatest(std::int64_t& time, std::int64_t at) { time = std::max(time, at); }

template <typename T>
void SetIfGiven(Latest<T>& latest, const std::optional<T>& value, const Stamp& stamp) {
  if (value) latest.Set(*value, stamp);
}

// What each payload does to the state.
struct Effect {
  LearnerState& state;
  const learning::Calibration& calibration;
  Stamp stamp;
  std::int32_t local_day;

  template <typename OnlyDeclared>  // what declared features alone read
  void operator()(const OnlyDeclared&) const {}
  void operator()(const events::ItemAttempted& p) const {
    learning::Answer answer;
    answer.item = p.item_id;
    answer.skills = p.skill_ids;
    answer.correct = p.correct;
    answer.occurred_at_ms = stamp.at_ms;
    answer.choices = static_cast<int>(p.choices);
    answer.local_day = local_day;
    learning::Update(state.tracer, calibration, answer);
    KeepLatest(state.tracer_ms, stamp.at_ms);
  }
  void operator()(const events::ContentShown& p) const { Met(p.content_id); }
  void operator()(const events::ContentAbandoned& p) const { Met(p.content_id); }
  void operator()(const events::ContentRated& p) const { Met(p.content_id); }
  void operator()(const events::ContentCompleted& p) const {
    KeepLatest(state.contents[p.content_id].completed_ms, stamp.at_ms);
    Met(p.content_id);
  }
  void operator()(const events::DeviceReported& p) const {
    state.device.Set({p.ram_mib, p.free_storage_mib, p.screen_width_px, p.screen_height_px, p.os}, stamp);
  }
  void operator()(const events::ConnectionMeasured& p) const {
    if (stamp <= state.connection.stamp) return;  // a late one says nothing of the connection now
    state.connection.Set(Follow(state.connection, p), stamp);
  }
  void operator()(const events::ProfileUpdated& p) const {
    SetIfGiven(state.birth_year, p.birth_year, stamp);
    SetIfGiven(state.grade, p.grade, stamp);
    SetIfGiven(state.language, p.language, stamp);
    SetIfGiven(state.region, p.region, stamp);
    SetIfGiven(state.gender, p.gender, stamp);
  }
  void operator()(const events::PreferenceSet& p) const {
    const bool room = state.preferences.size() < LearnerState::kMaxPreferences;
    if (room || state.preferences.contains(p.key)) state.preferences[p.key].Set(p.value, stamp);
  }
  void operator()(const events::RosterChanged& p) const {
    const bool room = state.classrooms.size() < LearnerState::kMaxClassrooms;
    if (!p.classroom_id.empty() && (room || state.classrooms.contains(p.classroom_id)))
      state.classrooms[p.classroom_id].Set(!p.removed, stamp);
  }
  void operator()(const events::ConsentChanged& p) const {
    const bool training = p.purpose == events::ConsentChanged::Purpose::kTraining;
    (training ? state.training : state.personalisation).Set(p.granted, stamp);
  }
  void operator()(const events::ErasureRequested&) const {
    const std::int64_t erased_ms = std::max(state.erased_ms, stamp.at_ms);
    state = LearnerState{};
    state.erased_ms = erased_ms;
  }

 private:
  void Met(const std::string& content_id) const {
    KeepLatest(state.contents[content_id].seen_ms, stamp.at_ms);
    if (state.contents.size() <= LearnerState::kMaxContents) return;
    state.contents.erase(
        std::min_element(state.contents.begin(), state.contents.end(), [](const auto& a, const auto& b) {
          return a.second.seen_ms < b.second.seen_ms;  // a tie: the first name goes
        }));
  }
};

}  // namespace

void Fold(LearnerState& state, const events::Event& event, const FoldRules& rules) {
  const std::int64_t at_ms = *event.occurred_at_ms;
  if (at_ms <= state.erased_ms) return;
  const Stamp stamp{at_ms, ParseEventId(event.event_id)};
  ++state.events;
  state.utc_offset_ms.Set(event.utc_offset_ms, stamp);
  rules.plan.Fold(state.aggregates, event, stamp);
  if (rules.rewards != nullptr) gamification::Fold(state.play, event, *rules.rewards);
  std::visit(Effect{state, rules.calibration, stamp, LocalDay(at_ms, event.utc_offset_ms)}, event.payload);
}

FoldResult Apply(LearnerState& state, EventWindow& window, const events::Event& event,
                 const LogPosition& position, const FoldRules& rules) {
  if (!window.Advance(position.partition, position.offset)) return FoldResult::kRedelivered;
  const std::int32_t received_day = LocalDay(event.received_at_ms.value_or(*event.occurred_at_ms), 0);
  if (!window.Insert(ParseEventId(event.event_id), received_day)) return FoldResult::kDuplicate;
  Fold(state, event, rules);
  return FoldResult::kApplied;
}

}  // namespace yachay::features

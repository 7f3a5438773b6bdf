#include "features/training_rows.h"

namespace yachay::features {

void TrainingRows::Add(const events::Event& event, const LogPosition& position) {
  Learner& learner = learners_[event.learner_id];
  if (!learner.window.Advance(position.partition, position.offset)) return;
  const std::int64_t at_ms = *event.occurred_at_ms;
  const EventId id = ParseEventId(event.event_id);
  if (!learner.window.Insert(id, LocalDay(event.received_at_ms.value_or(at_ms), 0))) {
    ++duplicates_;
    return;
  }
  if (const auto* consent = std::get_if<events::ConsentChanged>(&event.payload)) {
    if (consent->purpose == events::ConsentChanged::Purpose::kTraining)
      learner.training.Set(consent->granted, {at_ms, id});
  }
  learner.erased |= std::holds_alternative<events::ErasureRequested>(event.payload);
  if (at_ms <= options_.as_of_ms) {
    FoldPermitted(learner.state, event, rules_, options_.consent);
    learner.session |= std::holds_alternative<events::SessionStarted>(event.payload);
  } else {
    AddAfter(learner, event);
  }
}

void TrainingRows::AddAfter(Learner& learner, const events::Event& event) const {
  const auto* ended = std::get_if<events::SessionEnded>(&event.payload);
  if (ended != nullptr && *event.occurred_at_ms <= options_.as_of_ms + options_.horizon_ms) {
    learner.played_after_ms += ended->duration_ms;
  }
}

std::vector<TrainingRow> TrainingRows::Rows() const {
  std::vector<TrainingRow> rows;
  for (const auto& [id, learner] : learners_) {
    if (learner.erased || !MayTrain(learner.training, options_.consent) || learner.state.events == 0)
      continue;
    if (options_.need_session && !learner.session) continue;
    TrainingRow& row =
        rows.emplace_back(TrainingRow{id, {}, static_cast<double>(learner.played_after_ms) / 60'000});
    for (const Feature& feature : view_.features)
      row.features.push_back(feature.Read({learner.state, rules_.calibration, options_.as_of_ms}));
  }
  return rows;
}

const char* EngagementLabel(double played_minutes, const EngagementClasses& classes) {
  if (played_minutes < classes.low_below) return "Low";
  return played_minutes > classes.high_above ? "High" : "Medium";
}

}  // namespace yachay::features

#include "core/point_in_time.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "features/local_day.h"

namespace yachay::feature_store {
namespace {

std::int64_t ReceivedMs(const events::Event& event) {
  return event.received_at_ms.value_or(*event.occurred_at_ms);
}

const events::ConsentChanged* TrainingConsent(const events::Event& event) {
  const auto* consent = std::get_if<events::ConsentChanged>(&event.payload);
  const bool training = consent != nullptr && consent->purpose == events::ConsentChanged::Purpose::kTraining;
  return training ? consent : nullptr;
}

}  // namespace

bool ChangesWhoCounts(const events::Event& event) {
  return std::holds_alternative<events::ErasureRequested>(event.payload) || TrainingConsent(event) != nullptr;
}

PointInTime::PointInTime(const std::vector<Label>& labels, Cut cut, features::ConsentRule consent,
                         std::vector<features::FeatureRef> refs, const features::FoldRules& rules, Emit emit)
    : labels_(labels),
      cut_(cut),
      consent_(consent),
      refs_(std::move(refs)),
      rules_(rules),
      emit_(std::move(emit)) {
  for (std::size_t i = 0; i < labels.size(); ++i) {
    Learner& learner = learners_[labels[i].learner_id];
    learner.open.push_back({i, {}});
    learner.labels.push_back(i);
  }
}

void PointInTime::Add(const LogRecord& record) {
  if (!record.event) return;
  const auto it = learners_.find(record.event->learner_id);
  if (it == learners_.end()) return;
  Learner& learner = it->second;
  learner.met = true;
  if (learner.erased) return;
  if (cut_ != Cut::kEventTime) {
    std::erase_if(learner.open, [&](const Open& open) {
      const bool behind = IsBehind(labels_[open.label], record);
      if (behind) EmitRow(open.label, learner.state);
      return behind;
    });
  }
  Fold(learner, record);
}

bool PointInTime::IsBehind(const Label& label, const LogRecord& record) const {
  if (cut_ == Cut::kArrival) return ReceivedMs(*record.event) > label.as_of_ms;
  const auto at = label.offsets.find(record.partition);
  return at == label.offsets.end() || record.offset > at->second;
}

void PointInTime::Fold(Learner& learner, const LogRecord& record) {
  const events::Event& event = *record.event;
  const features::EventId id = features::ParseEventId(event.event_id);
  if (!learner.window.Advance(record.partition, record.offset) ||
      !learner.window.Insert(id, features::LocalDay(ReceivedMs(event), 0))) {
    return;
  }
  learner.erased = std::holds_alternative<events::ErasureRequested>(event.payload);
  if (const auto* consent = TrainingConsent(event); consent != nullptr)
    learner.training.Set(consent->granted, {*event.occurred_at_ms, id});
  if (cut_ != Cut::kEventTime) return features::FoldPermitted(learner.state, event, rules_, consent_);
  for (Open& open : learner.open) {
    if (*event.occurred_at_ms <= labels_[open.label].as_of_ms)
      features::FoldPermitted(open.state, event, rules_, consent_);
  }
}

void PointInTime::EmitRow(std::size_t label, const features::LearnerState& state) {
  std::optional<features::LearnerState> known;
  if (state.events > 0) known = state;
  emit_(label, ReadColumns(refs_, {known}, rules_.calibration, labels_[label].as_of_ms, rules_.rewards));
}

std::vector<std::size_t> PointInTime::Finish() {
  std::vector<std::size_t> counting;
  for (auto& [id, learner] : learners_) {
    if (!learner.met || learner.erased || !features::MayTrain(learner.training, consent_)) continue;
    for (const Open& open : learner.open)
      EmitRow(open.label, cut_ == Cut::kEventTime ? open.state : learner.state);
    learner.open.clear();
    counting.insert(counting.end(), learner.labels.begin(), learner.labels.end());
  }
  std::sort(counting.begin(), counting.end());
  return counting;
}

}  // namespace yachay::feature_store

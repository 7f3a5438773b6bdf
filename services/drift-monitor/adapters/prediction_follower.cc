#include "adapters/prediction_follower.h"

#include "adapters/prediction_decoder.h"
#include "adapters/state_store.h"

namespace yachay::drift_monitor {

PredictionFollower::PredictionFollower(Monitor& monitor, StateStore& store, Ask ask, FollowerEvents events)
    : monitor_(monitor), store_(store), ask_(std::move(ask)), events_(std::move(events)) {}

absl::Status PredictionFollower::Load() {
  auto state = store_.Load();
  if (!state.ok()) return state.status();
  if (absl::Status s = monitor_.Restore(state->monitor); !s.ok()) return s;
  next_ = std::move(state->next);
  loaded_ = true;
  return absl::OkStatus();
}

absl::Status PredictionFollower::Handle(kafka::Batch batch) {
  if (!loaded_) {
    if (absl::Status s = Load(); !s.ok()) return s;
  }
  absl::Status handled = HandleAll(batch);
  loaded_ = handled.ok();
  return handled;
}

absl::Status PredictionFollower::HandleAll(kafka::Batch batch) {
  if (absl::Status s = FinishClosing(); !s.ok()) return s;
  for (const kafka::ReceivedRecord& record : batch) {
    int64_t& next = next_[{record.topic, record.partition}];
    if (record.offset < next) continue;  // counted before
    if (absl::Status s = Take(record); !s.ok()) return s;
    next = record.offset + 1;
    if (absl::Status s = FinishClosing(); !s.ok()) return s;
  }
  return Save();
}

absl::Status PredictionFollower::Take(const kafka::ReceivedRecord& record) {
  const auto row = DecodePrediction(record);
  if (!row.ok()) {
    events_.unreadable(record, row.status());
    return absl::OkStatus();
  }
  const auto outcome = monitor_.Take(*row);
  if (outcome.ok()) events_.taken(*outcome);
  return outcome.status();
}

absl::Status PredictionFollower::FinishClosing() {
  while (const std::optional<Report> report = monitor_.Closing()) {
    if (absl::Status s = Save(); !s.ok()) return s;
    if (!report->request_key.empty()) {
      if (absl::Status s = ask_(*report); !s.ok()) return s;
    }
    monitor_.Close();
    if (absl::Status s = Save(); !s.ok()) return s;
    events_.closed(*report);
    if (absl::Status s = monitor_.Advance(); !s.ok()) return s;
  }
  return absl::OkStatus();
}

absl::Status PredictionFollower::Save() { return store_.Save(monitor_.TakeChanges(), next_); }

kafka::Offsets PredictionFollower::Positions(const kafka::Partitions& assigned) const {
  kafka::Offsets positions;
  std::vector<int> partitions;
  for (const kafka::TopicPartition& at : assigned) partitions.push_back(at.partition);
  // A rebalance may hand over a few first: the others, whose rows are in the state, come with a backlog.
  for (const auto& [at, offset] : next_) partitions.push_back(at.partition);
  monitor_.Assign(partitions);
  for (const kafka::TopicPartition& at : assigned) {
    if (const auto next = next_.find(at); next != next_.end()) positions[at] = next->second;
  }
  return positions;
}

}  // namespace yachay::drift_monitor

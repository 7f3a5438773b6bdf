#include "kafka/progress.h"

#include <algorithm>

namespace yachay::kafka {

Offsets NextOffsets(Batch batch) {
  Offsets next;
  for (const ReceivedRecord& record : batch) next[{record.topic, record.partition}] = record.offset + 1;
  return next;
}

void Progress::Assign(const Partitions& partitions, const Offsets& starts, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  was_assigned_ = true;
  for (const TopicPartition& partition : partitions) {
    State state{.next = {}, .end = {}, .assigned_at = now};
    if (auto start = starts.find(partition); start != starts.end()) state.next = start->second;
    states_[partition] = state;
  }
}

void Progress::Revoke(const Partitions& partitions) {
  absl::MutexLock lock(&mutex_);
  for (const TopicPartition& partition : partitions) states_.erase(partition);
}

void Progress::Advance(const Offsets& next) {
  absl::MutexLock lock(&mutex_);
  for (const auto& [partition, offset] : next) {
    auto state = states_.find(partition);
    if (state != states_.end()) state->second.next = std::max(state->second.next.value_or(0), offset);
  }
}

void Progress::Advance(Batch batch) {
  Advance(NextOffsets(batch));
  absl::MutexLock lock(&mutex_);
  for (const ReceivedRecord& record : batch) {
    auto state = states_.find({record.topic, record.partition});
    if (state == states_.end() || record.timestamp_ms <= 0) continue;
    absl::Time& up_to = state->second.handled_up_to;
    up_to = std::max(up_to, absl::FromUnixMillis(record.timestamp_ms));
  }
}

// A partition of which nothing was handled yet has waited since it was assigned, at least.
Backlog Progress::Measure(const Offsets& ends, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  Backlog backlog;
  for (const auto& [partition, end] : ends) {
    auto found = states_.find(partition);
    if (found == states_.end() || !found->second.next) continue;
    State& state = found->second;
    if (*state.next >= end) {
      state.handled_up_to = now;
      continue;
    }
    const bool known = state.handled_up_to != absl::InfinitePast();
    backlog.records += end - *state.next;
    backlog.age = std::max(backlog.age, now - (known ? state.handled_up_to : state.assigned_at));
  }
  return backlog;
}

void Progress::SetEnds(const Offsets& ends) {
  absl::MutexLock lock(&mutex_);
  for (const auto& [partition, offset] : ends) {
    auto state = states_.find(partition);
    if (state != states_.end() && !state->second.end) state->second.end = offset;
  }
}

Partitions Progress::assigned() const {
  absl::MutexLock lock(&mutex_);
  Partitions partitions;
  for (const auto& [partition, state] : states_) partitions.push_back(partition);
  return partitions;
}

Offsets Progress::positions() const {
  absl::MutexLock lock(&mutex_);
  Offsets offsets;
  for (const auto& [partition, state] : states_) {
    if (state.next) offsets[partition] = *state.next;
  }
  return offsets;
}

bool Progress::caught_up() const {
  absl::MutexLock lock(&mutex_);
  return was_assigned_ && std::all_of(states_.begin(), states_.end(), [](const auto& entry) {
           const State& state = entry.second;
           return state.end && state.next.value_or(0) >= *state.end;
         });
}

Partitions Progress::without_end() const {
  absl::MutexLock lock(&mutex_);
  Partitions partitions;
  for (const auto& [partition, state] : states_) {
    if (!state.end) partitions.push_back(partition);
  }
  return partitions;
}

}  // namespace yachay::kafka

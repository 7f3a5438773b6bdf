#include "cli/simulate_diary.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"
#include "cli/simulate_random.h"

namespace yachay::simulate {

namespace pb = yachay::events::v1;

pb::LearnerEvent& Diary::At(int64_t ms) {
  pb::LearnerEvent& event = events_.emplace_back();
  event.set_learner_id(learner_.id);
  event.set_game_id(game_id_);
  event.set_device_id(learner_.id + "-d1");
  event.mutable_occurred_at()->set_seconds(ms / 1000);
  event.mutable_occurred_at()->set_nanos(static_cast<int32_t>(ms % 1000) * 1'000'000);
  event.mutable_utc_offset()->set_seconds(learner_.utc_offset_minutes * 60);
  return event;
}

std::vector<pb::LearnerEvent> Diary::Close(uint64_t first) {
  auto time = [](const pb::LearnerEvent& e) {
    return std::pair(e.occurred_at().seconds(), e.occurred_at().nanos());
  };
  std::stable_sort(events_.begin(), events_.end(), [&](auto& a, auto& b) { return time(a) < time(b); });
  for (size_t i = 0; i < events_.size(); ++i) {
    events_[i].set_device_sequence(first + i + 1);
    events_[i].set_event_id(EventId(learner_, first + i));
  }
  return std::move(events_);
}

void SetDuration(google::protobuf::Duration* duration, int64_t ms) {
  duration->set_seconds(ms / 1000);
  duration->set_nanos(static_cast<int32_t>(ms % 1000) * 1'000'000);
}

std::string EventId(const Learner& learner, uint64_t n) {
  const uint64_t high = Mix(learner.seed, {HashText(learner.id), n, 1});
  const uint64_t low = Mix(learner.seed, {HashText(learner.id), n, 2});
  return absl::StrFormat("%08x-%04x-8%03x-%04x-%012x", high >> 32, (high >> 16) & 0xFFFF, high & 0xFFF,
                         (low >> 48 & 0x3FFF) | 0x8000, low & 0xFFFFFFFFFFFF);
}

}  // namespace yachay::simulate

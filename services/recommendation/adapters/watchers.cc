#include "adapters/watchers.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace yachay::recommendation {

absl::Status Watchers::Add(std::shared_ptr<WatchStream> stream) {
  absl::MutexLock lock(&mutex_);
  if (closed_) return absl::UnavailableError("stopping: watch again, another pod will answer");
  if (streams_.size() == most_)
    return absl::ResourceExhaustedError(absl::StrCat(most_, " watch on this pod; try again, or another one"));
  const std::string& learner_id = stream->learner_id();
  streams_.emplace(learner_id, std::move(stream));
  return absl::OkStatus();
}

void Watchers::Remove(WatchStream* stream) {
  absl::MutexLock lock(&mutex_);
  const auto [begin, end] = streams_.equal_range(stream->learner_id());
  for (auto it = begin; it != end; ++it) {
    if (it->second.get() != stream) continue;
    streams_.erase(it);
    return;
  }
}

void Watchers::Publish(const ToldReward& told) {
  absl::MutexLock lock(&mutex_);
  const auto [begin, end] = streams_.equal_range(told.reward->learner_id());
  for (auto it = begin; it != end; ++it) it->second->PushReward(told);
}

void Watchers::Wake(const std::string& learner_id, const EventPlace& at) {
  absl::MutexLock lock(&mutex_);
  const auto [begin, end] = streams_.equal_range(learner_id);
  for (auto it = begin; it != end; ++it) it->second->Refresh(at);
}

void Watchers::Close() {
  absl::MutexLock lock(&mutex_);
  closed_ = true;
  for (const auto& [learner_id, stream] : streams_)
    stream->Close({grpc::StatusCode::UNAVAILABLE, "stopping: watch again, another pod will answer"});
}

std::size_t Watchers::size() const {
  absl::MutexLock lock(&mutex_);
  return streams_.size();
}

}  // namespace yachay::recommendation

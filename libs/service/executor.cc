#include "service/executor.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace yachay::service {

Executor::Executor(int threads, size_t capacity) : capacity_(capacity) {
  threads_.reserve(static_cast<size_t>(threads));
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

Executor::~Executor() { Join(); }

absl::Status Executor::Submit(Task task) {
  absl::MutexLock lock(&mutex_);
  if (closed_) return absl::CancelledError("the service is stopping");
  if (queue_.size() >= capacity_) {
    return absl::ResourceExhaustedError(
        absl::StrCat(capacity_, " calls are waiting already; try again later"));
  }
  queue_.push_back(std::move(task));
  return absl::OkStatus();
}

void Executor::Join() {
  {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
  }
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

size_t Executor::depth() const {
  absl::MutexLock lock(&mutex_);
  return queue_.size();
}

void Executor::Work() {
  while (true) {
    Task task;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &Executor::Wakes));
      if (queue_.empty()) return;
      task = std::move(queue_.front());
      queue_.pop_front();
    }
    task();
  }
}

}  // namespace yachay::service

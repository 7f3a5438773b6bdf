#include "core/shadow.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/time/clock.h"
#include "core/background.h"
#include "core/loaded_model.h"

namespace yachay::inference {

Comparison Compare(absl::Span<const float> champion, absl::Span<const float> challenger, size_t width) {
  Comparison comparison;
  for (size_t at = 0; at < champion.size(); at += width) {
    const auto ours = champion.subspan(at, width);
    const auto theirs = challenger.subspan(at, width);
    double difference = 0;
    for (size_t i = 0; i < width; ++i)
      difference =
          std::max(difference, std::abs(static_cast<double>(ours[i]) - static_cast<double>(theirs[i])));
    const bool agrees = width == 1 ? difference == 0 : MostProbable(ours) == MostProbable(theirs);
    ++comparison.rows;
    comparison.agreed += agrees ? 1 : 0;
    comparison.differences.push_back(difference);
  }
  return comparison;
}

Shadow::Shadow(size_t queue_rows, Compared compared, Dropped dropped)
    : capacity_(queue_rows), compared_(std::move(compared)), dropped_(std::move(dropped)), thread_([this] {
        MoveToBackground();
        Run();
      }) {}

Shadow::~Shadow() { Close(); }

void Shadow::Offer(Model challenger, EncodedRows rows, absl::Span<const float> scores) {
  const size_t count = rows.rows;
  {
    const absl::MutexLock lock(&mutex_);
    if (!closed_ && queued_rows_ + count <= capacity_) {
      queued_rows_ += count;
      queue_.push_back({std::move(challenger), std::move(rows), {scores.begin(), scores.end()}});
      return;
    }
  }
  dropped_(count);
}

void Shadow::Close() {
  {
    const absl::MutexLock lock(&mutex_);
    closed_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void Shadow::Run() {
  while (true) {
    Task task;
    {
      const absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &Shadow::Wakes));
      if (queue_.empty()) return;
      task = std::move(queue_.front());
      queue_.pop_front();
      queued_rows_ -= task.rows.rows;
    }
    Score(task);
  }
}

void Shadow::Score(const Task& task) const {
  std::vector<float> scores(task.scores.size());
  const absl::Time begin = absl::Now();
  task.challenger->Score(task.rows.values, absl::MakeSpan(scores));
  const absl::Duration took = absl::Now() - begin;
  compared_(*task.challenger, Compare(task.scores, scores, task.challenger->num_scores()), took);
}

}  // namespace yachay::inference

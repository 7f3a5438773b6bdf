// A challenger scores what the champion answered, after the answer has gone: a bounded queue, one thread of
// low priority, and figures of how they differ. What does not fit is dropped and counted; no caller waits.
//
// Thread-safe.
#ifndef INFERENCE_CORE_SHADOW_H_
#define INFERENCE_CORE_SHADOW_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "core/encoding.h"

namespace yachay::inference {

class LoadedModel;

// How two versions scored the same rows.
struct Comparison {
  size_t rows = 0;
  size_t agreed = 0;                // rows with the same most probable class; a regression: the same value
  std::vector<double> differences;  // per row: the greatest distance of two probabilities, or of two values
};

// REQUIRES: as many scores in both, whole rows of `width`.
Comparison Compare(absl::Span<const float> champion, absl::Span<const float> challenger, size_t width);

class Shadow {
 public:
  using Model = std::shared_ptr<const LoadedModel>;
  // Called on the shadow's thread; `took` is the challenger's time for the rows.
  using Compared = std::function<void(const LoadedModel& challenger, const Comparison&, absl::Duration took)>;
  // Called on any thread.
  using Dropped = std::function<void(size_t rows)>;

  Shadow(size_t queue_rows, Compared compared, Dropped dropped);
  ~Shadow();  // Close().
  Shadow(const Shadow&) = delete;
  Shadow& operator=(const Shadow&) = delete;

  // REQUIRES: the challenger takes the rows' features and gives scores of the same shape.
  void Offer(Model challenger, EncodedRows rows, absl::Span<const float> scores) ABSL_LOCKS_EXCLUDED(mutex_);
  // Compares what waits and ends the thread; what is offered later is dropped.
  void Close() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Task {
    Model challenger;
    EncodedRows rows;
    std::vector<float> scores;  // the champion's
  };
  void Run();
  void Score(const Task& task) const;
  bool Wakes() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return closed_ || !queue_.empty(); }

  const size_t capacity_;
  const Compared compared_;
  const Dropped dropped_;
  absl::Mutex mutex_;
  std::deque<Task> queue_ ABSL_GUARDED_BY(mutex_);
  size_t queued_rows_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: it reads the others
};

}  // namespace yachay::inference

#endif  // INFERENCE_CORE_SHADOW_H_

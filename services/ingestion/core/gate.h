// Holds what is in flight within the memory that was set aside for it.
#ifndef INGESTION_CORE_GATE_H_
#define INGESTION_CORE_GATE_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace yachay::ingestion {

struct Load {
  std::size_t events = 0;
  std::size_t bytes = 0;
};

// A batch enters whole or not at all, so that under overload no work is spent on halves that must come again;
// it leaves when its last event has been answered. Thread-safe.
class Gate {
 public:
  explicit Gate(Load capacity) : capacity_(capacity) {}

  bool Enter(const Load& batch) {
    absl::MutexLock lock(&mutex_);
    if (inside_.events + batch.events > capacity_.events || inside_.bytes + batch.bytes > capacity_.bytes)
      return false;
    inside_.events += batch.events;
    inside_.bytes += batch.bytes;
    return true;
  }

  // REQUIRES: that batch has entered and not left.
  void Leave(const Load& batch) {
    absl::MutexLock lock(&mutex_);
    inside_.events -= batch.events;
    inside_.bytes -= batch.bytes;
  }

  // For a batch that is sent back: after how many ms it may come again. Each one sent back makes the time
  // longer, and quiet makes it shorter again, so that no more than some kSentBackPerSecond come in vain
  // however many want in: a call that is refused has been received and parsed, which under overload is time
  // taken from those that enter. `now_ms` of any clock; a step back is taken as standing still.
  std::int64_t ReturnAfterMs(std::int64_t now_ms) {
    absl::MutexLock lock(&mutex_);
    const auto quiet_ms = static_cast<double>(std::max<std::int64_t>(now_ms - sent_back_at_ms_, 0));
    sent_back_at_ms_ = std::max(sent_back_at_ms_, now_ms);
    return_after_ms_ *= std::exp(1 / (kSentBackPerSecond * kMemoryMs / 1000) - quiet_ms / kMemoryMs);
    return_after_ms_ = std::clamp(return_after_ms_, kSoonestMs, kLatestMs);
    return static_cast<std::int64_t>(return_after_ms_);
  }

  Load inside() const {
    absl::MutexLock lock(&mutex_);
    return inside_;
  }

 private:
  static constexpr double kSentBackPerSecond = 100;
  static constexpr double kMemoryMs = 2'000;
  static constexpr double kSoonestMs = 100;  // about what the broker needs for all that is in flight
  static constexpr double kLatestMs = 5'000;

  const Load capacity_;
  mutable absl::Mutex mutex_;
  Load inside_ ABSL_GUARDED_BY(mutex_);
  double return_after_ms_ ABSL_GUARDED_BY(mutex_) = kSoonestMs;
  std::int64_t sent_back_at_ms_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace yachay::ingestion

#endif  // INGESTION_CORE_GATE_H_

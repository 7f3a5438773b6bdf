// Holds what is in flight within the memory that was set aside for it.
#ifndef INGESTION_CORE_GATE_H_
#define INGESTION_CORE_GATE_H_

#include <cstddef>

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

  Load inside() const {
    absl::MutexLock lock(&mutex_);
    return inside_;
  }

 private:
  const Load capacity_;
  mutable absl::Mutex mutex_;
  Load inside_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace yachay::ingestion

#endif  // INGESTION_CORE_GATE_H_

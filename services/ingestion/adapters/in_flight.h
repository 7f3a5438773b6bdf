// A batch whose records are on their way; the last answer ends it.
#ifndef INGESTION_ADAPTERS_IN_FLIGHT_H_
#define INGESTION_ADAPTERS_IN_FLIGHT_H_

#include <atomic>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "kafka/record.h"

namespace yachay::ingestion {

// Lives on the heap and deletes itself after it has called `done`. Thread-safe.
//
//   auto* batch = new InFlight(on_position, done);          // open, so that no early answer ends it
//   batch->Expect();  Produce(…, [batch](auto at) { batch->Answer(index, at); });
//   batch->Release(status);                                 // all are on their way
class InFlight {
 public:
  // Called for each record that the broker has, from one thread at a time.
  using OnPosition = absl::AnyInvocable<void(int index, const kafka::Position& at)>;
  // OK when every record arrived. RESOURCE_EXHAUSTED: our own queue was full. Else UNAVAILABLE: whatever the
  // broker said, the caller can only send again.
  using Done = absl::AnyInvocable<void(absl::Status)>;

  InFlight(OnPosition on_position, Done done)
      : on_position_(std::move(on_position)), done_(std::move(done)) {}
  InFlight(const InFlight&) = delete;
  InFlight& operator=(const InFlight&) = delete;

  void Expect() { open_.fetch_add(1, std::memory_order_relaxed); }

  void Answer(int index, const absl::StatusOr<kafka::Position>& at) {
    at.ok() ? on_position_(index, *at) : Note(at.status());
    Close();
  }

  void Release(const absl::Status& status) {
    if (!status.ok()) Note(status);
    Close();
  }

 private:
  ~InFlight() = default;

  void Note(const absl::Status& status) {
    absl::MutexLock lock(&mutex_);
    status_.Update(absl::IsResourceExhausted(status) ? status : absl::UnavailableError(status.message()));
  }

  void Close() {
    if (open_.fetch_sub(1, std::memory_order_acq_rel) > 1) return;
    absl::Status status;
    {
      absl::MutexLock lock(&mutex_);
      status = status_;
    }
    done_(std::move(status));
    delete this;
  }

  OnPosition on_position_;
  Done done_;
  std::atomic<int> open_ = 1;
  absl::Mutex mutex_;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace yachay::ingestion

#endif  // INGESTION_ADAPTERS_IN_FLIGHT_H_

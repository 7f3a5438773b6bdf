// Carries a caller's cancellation to the work that is done for it.
#ifndef INFERENCE_ADAPTERS_CANCELLATION_H_
#define INFERENCE_ADAPTERS_CANCELLATION_H_

#include <chrono>
#include <functional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace yachay::inference {

// Thread-safe. The hook runs without the mutex: gRPC may answer a cancelled call on the thread that cancels
// it, and the answer calls Forget.
class Cancellation {
 public:
  // `hook` runs once the caller has gone, at once when it already has; it must keep alive what it touches.
  void Watch(std::function<void()> hook) {
    {
      const absl::MutexLock lock(&mutex_);
      if (!cancelled_) {
        hook_ = std::move(hook);
        return;
      }
    }
    hook();
  }
  void Forget() {
    std::function<void()> dropped;  // dies after the mutex is free
    const absl::MutexLock lock(&mutex_);
    dropped.swap(hook_);
  }
  void Cancel() {
    std::function<void()> hook;
    {
      const absl::MutexLock lock(&mutex_);
      cancelled_ = true;
      hook.swap(hook_);
    }
    if (hook) hook();
  }
  bool cancelled() const {
    const absl::MutexLock lock(&mutex_);
    return cancelled_;
  }

 private:
  mutable absl::Mutex mutex_;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  std::function<void()> hook_ ABSL_GUARDED_BY(mutex_);
};

// Who waits for an answer, as far as the work for it needs to know. The cancellation outlives the work.
struct Caller {
  std::chrono::system_clock::time_point deadline;
  Cancellation* cancellation = nullptr;
  std::string trace;  // this call's traceparent; empty: none
};

}  // namespace yachay::inference

#endif  // INFERENCE_ADAPTERS_CANCELLATION_H_

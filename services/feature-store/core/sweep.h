#ifndef FEATURE_STORE_CORE_SWEEP_H_
#define FEATURE_STORE_CORE_SWEEP_H_

#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "kv/store.h"

namespace yachay::feature_store {

// Removes from a shared store the generations that are neither served nor wanted, on a thread of its own:
// some time after the request, for processes that still read them, and slowly, for the sake of those who use
// the servers meanwhile (a page of 1,000 names of each server, then a pause). Several processes may do it at
// once.
class Sweep {
 public:
  // `root`: the store that holds all generations; must outlive it.
  Sweep(kv::Store& root, absl::Duration grace);
  ~Sweep();  // leaves a running sweep unfinished: the next start goes on

  void Request();

  // What Request leads to, at once, on the calling thread. The errors of kv::Store and ReadRecord.
  absl::Status Run();

 private:
  void Work();
  bool Wait(absl::Duration pause);  // false: stopping
  bool Wakes() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return requested_ || stopping_; }

  kv::Store& root_;
  const absl::Duration grace_;
  absl::Mutex mutex_;
  bool requested_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_CORE_SWEEP_H_

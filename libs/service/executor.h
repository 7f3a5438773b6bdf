// A fixed number of threads and a bounded queue: scoring batches, folds and outgoing waits run here, so that
// gRPC's own threads stay free. Thread-safe.
#ifndef SERVICE_EXECUTOR_H_
#define SERVICE_EXECUTOR_H_

#include <cstddef>
#include <deque>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"

namespace yachay::service {

class Executor {
 public:
  using Task = absl::AnyInvocable<void()>;

  // threads ≥ 1 run tasks; capacity ≥ 1 tasks may wait.
  Executor(int threads, size_t capacity);
  ~Executor();  // Join().

  // RESOURCE_EXHAUSTED when the queue is full, CANCELLED after Join; the task is then not run.
  absl::Status Submit(Task task);

  // Runs what waits, then ends the threads. Tasks must not call it.
  void Join();

  size_t depth() const;  // Tasks that wait.

 private:
  void Work();
  bool Wakes() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return closed_ || !queue_.empty(); }

  const size_t capacity_;
  mutable absl::Mutex mutex_;
  std::deque<Task> queue_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace yachay::service

#endif  // SERVICE_EXECUTOR_H_

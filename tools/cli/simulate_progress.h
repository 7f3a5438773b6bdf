#ifndef CLI_SIMULATE_PROGRESS_H_
#define CLI_SIMULATE_PROGRESS_H_

#include <cstddef>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace yachay::simulate {

// A bar on stderr, redrawn ten times a second at most; silent when stderr is no terminal. Thread-safe.
class Progress {
 public:
  Progress(std::string what, size_t total);
  ~Progress();  // Leaves the line for the next message.

  void Advance(size_t by = 1);

 private:
  void Draw() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string what_;
  const size_t total_;
  const bool terminal_;
  absl::Mutex mutex_;
  size_t done_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time drawn_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace yachay::simulate

#endif  // CLI_SIMULATE_PROGRESS_H_

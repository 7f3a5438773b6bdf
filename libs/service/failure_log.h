// Lines for calls that came to nothing, so few of them that an overload does not become a flood.
#ifndef SERVICE_FAILURE_LOG_H_
#define SERVICE_FAILURE_LOG_H_

#include <cstdint>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "service/log.h"

namespace yachay::service {

// Thread-safe.
class FailureLog {
 public:
  explicit FailureLog(int lines_per_second) : lines_per_second_(lines_per_second) {}

  // A line with the method, why it failed and its trace, if `traceparent` is not empty; then it is a good
  // one. Of warnings, `left_out` tells how many were not written since the last.
  void Write(Level level, absl::string_view message, absl::string_view method, const Field& why,
             std::string_view traceparent) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  bool MayWrite(int64_t& left_out) ABSL_LOCKS_EXCLUDED(mutex_);

  const int lines_per_second_;
  absl::Mutex mutex_;
  int64_t second_ ABSL_GUARDED_BY(mutex_) = 0;
  int lines_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t left_out_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace yachay::service

#endif  // SERVICE_FAILURE_LOG_H_

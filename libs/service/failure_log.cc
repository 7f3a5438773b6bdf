#include "service/failure_log.h"

#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "service/trace.h"

namespace yachay::service {

void FailureLog::Write(Level level, absl::string_view message, absl::string_view method, const Field& why,
                       std::string_view traceparent) {
  int64_t left_out = 0;
  if (level == Level::kWarn && !MayWrite(left_out)) return;
  const std::string trace(TraceIdOf(traceparent)), span(SpanIdOf(traceparent));
  Log(level, message,
      {{"method", method}, why, {"left_out", left_out}, {"trace_id", trace}, {"span_id", span}});
}

bool FailureLog::MayWrite(int64_t& left_out) {
  const int64_t second = absl::ToUnixSeconds(absl::Now());
  const absl::MutexLock lock(&mutex_);
  if (second != second_) {
    second_ = second;
    lines_ = 0;
  }
  if (++lines_ > lines_per_second_) {
    ++left_out_;
    return false;
  }
  std::swap(left_out, left_out_);
  return true;
}

}  // namespace yachay::service

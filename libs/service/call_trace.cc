#include "service/call_trace.h"

#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "service/log.h"
#include "service/trace.h"

namespace yachay::service {
namespace {

constexpr int kLinesPerSecond = 10;

// As the alerts on failed calls count them.
bool IsOurFault(grpc::StatusCode code) {
  switch (code) {
    case grpc::StatusCode::UNKNOWN:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
    case grpc::StatusCode::UNIMPLEMENTED:
    case grpc::StatusCode::INTERNAL:
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::DATA_LOSS:
      return true;
    default:
      return false;
  }
}

// An overload shall not become a flood of lines. Thread-safe.
class FailureLog {
 public:
  void Write(const std::string& method, grpc::StatusCode code, const std::string& traceparent) {
    // A watch of health or reflection that ends is no failure.
    const bool ours = !absl::StartsWith(method, "/grpc.") && IsOurFault(code);
    const Level level = ours ? Level::kWarn : Level::kDebug;
    int64_t left_out = 0;
    if (level == Level::kWarn && !MayWrite(left_out)) return;
    const std::string name = absl::StatusCodeToString(static_cast<absl::StatusCode>(code));
    const std::string trace(TraceIdOf(traceparent)), span(SpanIdOf(traceparent));
    Log(level, "call failed",
        {{"method", method}, {"code", name}, {"left_out", left_out}, {"trace_id", trace}, {"span_id", span}});
  }

 private:
  bool MayWrite(int64_t& left_out) {
    const int64_t second = absl::ToUnixSeconds(absl::Now());
    const absl::MutexLock lock(&mutex_);
    if (second != second_) {
      second_ = second;
      lines_ = 0;
    }
    if (++lines_ > kLinesPerSecond) {
      ++left_out_;
      return false;
    }
    std::swap(left_out, left_out_);
    return true;
  }

  absl::Mutex mutex_;
  int64_t second_ ABSL_GUARDED_BY(mutex_) = 0;
  int lines_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t left_out_ ABSL_GUARDED_BY(mutex_) = 0;
};

// Lives as long as the call's context, and so does the metadata that points into it.
class CallTrace : public grpc::experimental::Interceptor {
 public:
  CallTrace(const char* method, FailureLog& failures) : method_(method), failures_(failures) {}

  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    using Point = grpc::experimental::InterceptionHookPoints;
    if (methods->QueryInterceptionHookPoint(Point::POST_RECV_INITIAL_METADATA)) {
      Enter(*methods->GetRecvInitialMetadata());
    }
    if (methods->QueryInterceptionHookPoint(Point::PRE_SEND_STATUS)) {
      const grpc::StatusCode code = methods->GetSendStatus().error_code();
      if (code != grpc::StatusCode::OK) failures_.Write(method_, code, traceparent_);
    }
    methods->Proceed();
  }

 private:
  // What the handler then reads is this call's span.
  void Enter(std::multimap<grpc::string_ref, grpc::string_ref>& metadata) {
    const auto found = metadata.find(kTraceparent);
    if (found == metadata.end()) return;
    const std::string_view value(found->second.data(), found->second.size());
    if (!IsTraceparent(value)) return;
    traceparent_ = NextSpan(value);
    found->second = traceparent_;
  }

  const char* const method_;
  FailureLog& failures_;
  std::string traceparent_;
};

class Factory : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  grpc::experimental::Interceptor* CreateServerInterceptor(grpc::experimental::ServerRpcInfo* info) override {
    return new CallTrace(info->method(), failures_);
  }

 private:
  FailureLog failures_;
};

}  // namespace

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> MakeTraceInterceptor() {
  return std::make_unique<Factory>();
}

}  // namespace yachay::service

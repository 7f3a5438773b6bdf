#include "service/call_trace.h"

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "service/failure_log.h"
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
      if (code != grpc::StatusCode::OK) Write(code);
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

  void Write(grpc::StatusCode code) {
    // A watch of health or reflection that ends is no failure.
    const bool ours = !absl::StartsWith(method_, "/grpc.") && IsOurFault(code);
    const std::string name = absl::StatusCodeToString(static_cast<absl::StatusCode>(code));
    failures_.Write(ours ? Level::kWarn : Level::kDebug, "call failed", method_, {"code", name},
                    traceparent_);
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
  FailureLog failures_{kLinesPerSecond};
};

}  // namespace

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> MakeTraceInterceptor() {
  return std::make_unique<Factory>();
}

}  // namespace yachay::service

#include "service/grpc_metrics.h"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>

#include <array>
#include <atomic>
#include <map>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "service/metrics.h"

namespace yachay::service {
namespace {

constexpr std::array<const char*, 17> kCodes = {
    "OK",       "Canceled",       "Unknown",          "InvalidArgument",   "DeadlineExceeded",
    "NotFound", "AlreadyExists",  "PermissionDenied", "ResourceExhausted", "FailedPrecondition",
    "Aborted",  "OutOfRange",     "Unimplemented",    "Internal",          "Unavailable",
    "DataLoss", "Unauthenticated"};

// The metrics of one method; a code's counter is made when it first occurs.
class MethodMetrics {
 public:
  MethodMetrics(Metrics& metrics, const std::string& full_name) : metrics_(metrics) {
    const std::vector<std::string> parts = absl::StrSplit(full_name, '/');  // "/package.Service/Method"
    if (parts.size() == 3) labels_ = {{"grpc_service", parts[1]}, {"grpc_method", parts[2]}};
    started_ = &metrics.Counter("grpc_server_started_total", "Calls that began", labels_);
    seconds_ =
        &metrics.Histogram("grpc_server_handling_seconds", "From a call's begin to its status", labels_);
  }

  void Start() { started_->Increment(); }

  void Handled(grpc::StatusCode code, absl::Duration took) {
    const auto index = static_cast<size_t>(code) < kCodes.size() ? static_cast<size_t>(code) : 2;
    prometheus::Counter* counter = handled_[index].load(std::memory_order_acquire);
    if (counter == nullptr) {
      Metrics::Labels labels = labels_;
      labels["grpc_code"] = kCodes[index];
      counter = &metrics_.Counter("grpc_server_handled_total", "Calls that ended, by status", labels);
      handled_[index].store(counter, std::memory_order_release);
    }
    counter->Increment();
    seconds_->Observe(absl::ToDoubleSeconds(took));
  }

 private:
  Metrics& metrics_;
  Metrics::Labels labels_;
  prometheus::Counter* started_;
  prometheus::Histogram* seconds_;
  std::array<std::atomic<prometheus::Counter*>, kCodes.size()> handled_ = {};
};

class CallMetrics : public grpc::experimental::Interceptor {
 public:
  explicit CallMetrics(MethodMetrics& method) : method_(method), began_(absl::Now()) { method_.Start(); }

  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(grpc::experimental::InterceptionHookPoints::PRE_SEND_STATUS)) {
      method_.Handled(methods->GetSendStatus().error_code(), absl::Now() - began_);
    }
    methods->Proceed();
  }

 private:
  MethodMetrics& method_;
  const absl::Time began_;
};

class Factory : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  explicit Factory(Metrics& metrics) : metrics_(metrics) {}

  grpc::experimental::Interceptor* CreateServerInterceptor(grpc::experimental::ServerRpcInfo* info) override {
    return new CallMetrics(Find(info->method()));
  }

 private:
  MethodMetrics& Find(const std::string& name) {
    {
      absl::ReaderMutexLock lock(&mutex_);
      if (auto found = methods_.find(name); found != methods_.end()) return *found->second;
    }
    absl::MutexLock lock(&mutex_);
    auto& method = methods_[name];
    if (method == nullptr) method = std::make_unique<MethodMetrics>(metrics_, name);
    return *method;
  }

  Metrics& metrics_;
  absl::Mutex mutex_;
  std::map<std::string, std::unique_ptr<MethodMetrics>> methods_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> MakeMetricsInterceptor(
    Metrics& metrics) {
  return std::make_unique<Factory>(metrics);
}

}  // namespace yachay::service

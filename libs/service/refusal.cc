#include "service/refusal.h"

#include <prometheus/counter.h>

#include "absl/strings/cord.h"
#include "service/access_table.h"
#include "service/metrics.h"
#include "service/trace.h"

namespace yachay::service {
namespace {

constexpr char kReason[] = "yachay/refusal";

}  // namespace

absl::Status Refused(const char* reason, absl::string_view message) {
  absl::Status status = absl::UnauthenticatedError(message);
  status.SetPayload(kReason, absl::Cord(reason));
  return status;
}

std::string ReasonOf(const absl::Status& status) {
  const auto reason = status.GetPayload(kReason);
  return reason ? std::string(*reason) : "";
}

void RefusedCalls::Note(std::string_view rpc, const std::string& reason, std::string_view traceparent) {
  const auto row = table_.rows().find(std::string(rpc));
  const std::string method = row == table_.rows().end() ? "/unknown/unknown" : row->first;
  const size_t slash = method.find('/', 1);
  metrics_
      .Counter("yachay_calls_refused_total", "Calls refused for their token or role",
               {{"grpc_service", method.substr(1, slash - 1)},
                {"grpc_method", method.substr(slash + 1)},
                {"reason", reason}})
      .Increment();
  log_.Write(Level::kWarn, "call refused", method, {"reason", reason},
             IsTraceparent(traceparent) ? traceparent : "");
}

}  // namespace yachay::service

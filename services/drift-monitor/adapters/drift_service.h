// yachay.drift.v1.DriftMonitor over gRPC's callback API. Answers come from memory, in their reaction; a
// reference is set on the executor.
#ifndef DRIFT_MONITOR_ADAPTERS_DRIFT_SERVICE_H_
#define DRIFT_MONITOR_ADAPTERS_DRIFT_SERVICE_H_

#include <string>
#include <vector>

#include "adapters/following.h"
#include "yachay/drift/v1/drift.grpc.pb.h"

namespace yachay::service {
class Executor;
}

namespace yachay::drift_monitor {

class LabelBook;
class Monitor;
struct Report;

class DriftService final : public yachay::drift::v1::DriftMonitor::CallbackService {
 public:
  // `monitor`, `labels` and `executor` outlive it.
  DriftService(const Monitor& monitor, const LabelBook& labels, service::Executor& executor,
               SetReferenceTo set_reference)
      : monitor_(monitor), labels_(labels), executor_(executor), set_reference_(std::move(set_reference)) {}

  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context,
                                      const yachay::drift::v1::GetStatusRequest* request,
                                      yachay::drift::v1::GetStatusResponse* response) override;
  grpc::ServerUnaryReactor* GetReport(grpc::CallbackServerContext* context,
                                      const yachay::drift::v1::GetReportRequest* request,
                                      yachay::drift::v1::GetReportResponse* response) override;

  grpc::ServerUnaryReactor* ListWindows(grpc::CallbackServerContext* context,
                                        const yachay::drift::v1::ListWindowsRequest* request,
                                        yachay::drift::v1::ListWindowsResponse* response) override;
  grpc::ServerUnaryReactor* SetReference(grpc::CallbackServerContext* context,
                                         const yachay::drift::v1::SetReferenceRequest* request,
                                         yachay::drift::v1::SetReferenceResponse* response) override;

 private:
  std::vector<Report> Until(const Report& report) const;

  const Monitor& monitor_;
  const LabelBook& labels_;
  service::Executor& executor_;
  const SetReferenceTo set_reference_;
};

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_ADAPTERS_DRIFT_SERVICE_H_

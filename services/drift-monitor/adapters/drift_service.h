// yachay.drift.v1.DriftMonitor over gRPC's callback API. Answers come from memory, in their reaction.
#ifndef DRIFT_MONITOR_ADAPTERS_DRIFT_SERVICE_H_
#define DRIFT_MONITOR_ADAPTERS_DRIFT_SERVICE_H_

#include "yachay/drift/v1/drift.grpc.pb.h"

namespace yachay::drift_monitor {

class Monitor;

class DriftService final : public yachay::drift::v1::DriftMonitor::CallbackService {
 public:
  // `monitor` outlives it.
  explicit DriftService(const Monitor& monitor) : monitor_(monitor) {}

  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context,
                                      const yachay::drift::v1::GetStatusRequest* request,
                                      yachay::drift::v1::GetStatusResponse* response) override;
  grpc::ServerUnaryReactor* GetReport(grpc::CallbackServerContext* context,
                                      const yachay::drift::v1::GetReportRequest* request,
                                      yachay::drift::v1::GetReportResponse* response) override;

 private:
  const Monitor& monitor_;
};

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_ADAPTERS_DRIFT_SERVICE_H_

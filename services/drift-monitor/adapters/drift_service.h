// yachay.drift.v1.DriftMonitor over gRPC's callback API. Answers come from memory, in their reaction.
#ifndef DRIFT_MONITOR_ADAPTERS_DRIFT_SERVICE_H_
#define DRIFT_MONITOR_ADAPTERS_DRIFT_SERVICE_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "yachay/drift/v1/drift.grpc.pb.h"

namespace yachay::drift_monitor {

class LabelBook;
class Monitor;
struct Report;

class DriftService final : public yachay::drift::v1::DriftMonitor::CallbackService {
 public:
  // Stores a reference that was set, as JSON, before it counts; may not block long.
  using KeepReference =
      std::function<absl::Status(const std::string& model, uint64_t version, const std::string& json)>;

  // `monitor` and `labels` outlive it.
  DriftService(Monitor& monitor, const LabelBook& labels, KeepReference keep)
      : monitor_(monitor), labels_(labels), keep_(std::move(keep)) {}

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

  Monitor& monitor_;
  const LabelBook& labels_;
  const KeepReference keep_;
};

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_ADAPTERS_DRIFT_SERVICE_H_

#include "adapters/drift_service.h"

#include "adapters/timestamps.h"
#include "core/monitor.h"
#include "service/status.h"

namespace yachay::drift_monitor {
namespace {

namespace v1 = yachay::drift::v1;

void Fill(const drift::ColumnVerdict& column, int64_t rows, v1::ColumnDrift& to) {
  to.set_column(column.name);
  to.set_test(drift::Name(column.test));
  to.set_score(column.score);
  to.set_threshold(column.threshold);
  to.set_drifted(column.drifted);
  if (rows > 0) to.set_missing_share(static_cast<double>(column.current_missing) / static_cast<double>(rows));
}

void Fill(const Report& report, v1::WindowReport& to) {
  to.set_model(report.model);
  to.set_version(report.version);
  to.set_window(report.window);
  SetTimestamp(report.start, *to.mutable_start());
  SetTimestamp(report.end, *to.mutable_end());
  to.set_rows(static_cast<uint64_t>(report.verdict.current_rows));
  to.set_reference_rows(static_cast<uint64_t>(report.verdict.reference_rows));
  for (const drift::ColumnVerdict& column : report.verdict.columns) {
    Fill(column, report.verdict.current_rows, *to.add_columns());
  }
  to.set_share(report.verdict.share);
  to.set_retrain(report.decision.retrain);
  to.set_reason(report.decision.why);
  to.set_request_key(report.request_key);
}

void Fill(const ModelStatus& status, int64_t window_rows, v1::ModelStatus& to) {
  to.set_model(status.model);
  to.set_version(status.version);
  to.set_open_rows(static_cast<uint64_t>(status.open_rows));
  to.set_window_rows(static_cast<uint64_t>(window_rows));
  to.set_closed_windows(status.closed_windows);
  to.set_rows(status.rows);
  to.set_duplicates(status.duplicates);
  if (status.last.has_value()) Fill(*status.last, *to.mutable_last());
  to.set_retrain_requests(status.retrain_requests);
}

grpc::ServerUnaryReactor* Finish(grpc::CallbackServerContext* context, const grpc::Status& status) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(status);
  return reactor;
}

}  // namespace

grpc::ServerUnaryReactor* DriftService::GetStatus(grpc::CallbackServerContext* context,
                                                  const v1::GetStatusRequest*,
                                                  v1::GetStatusResponse* response) {
  for (const ModelStatus& status : monitor_.Statuses()) {
    Fill(status, monitor_.options().window_rows, *response->add_models());
  }
  return Finish(context, grpc::Status::OK);
}

grpc::ServerUnaryReactor* DriftService::GetReport(grpc::CallbackServerContext* context,
                                                  const v1::GetReportRequest* request,
                                                  v1::GetReportResponse* response) {
  if (request->model().empty()) {
    return Finish(context, service::InvalidArgument({{"model", "expected the name of a model"}}));
  }
  const auto report = monitor_.FindReport(request->model(), request->window());
  if (!report.ok()) return Finish(context, service::ToGrpc(report.status()));
  Fill(*report, *response->mutable_report());
  return Finish(context, grpc::Status::OK);
}

}  // namespace yachay::drift_monitor

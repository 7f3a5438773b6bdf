#include "adapters/drift_service.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "adapters/timestamps.h"
#include "core/label_book.h"
#include "core/monitor.h"
#include "service/status.h"
#include "service/unary.h"

namespace yachay::drift_monitor {
namespace {

namespace v1 = yachay::drift::v1;

constexpr size_t kMaxReferenceBytes = size_t{3} << 20;

void Fill(const drift::ColumnVerdict& column, int64_t rows, v1::ColumnDrift& to) {
  to.set_column(column.name);
  to.set_test(drift::Name(column.test));
  to.set_score(column.score);
  to.set_threshold(column.threshold);
  to.set_drifted(column.drifted);
  to.set_state(drift::Name(column.state));
  to.set_rule(column.rule);
  if (column.sensitivity.has_value()) to.set_sensitivity(*column.sensitivity);
  if (column.impact.has_value()) to.set_impact(*column.impact);
  to.set_note(column.note);
  to.set_absent_rows(static_cast<uint64_t>(column.absent));
  to.set_misfits(static_cast<uint64_t>(column.misfits));
  if (rows > 0) to.set_missing_share(static_cast<double>(column.current_missing) / static_cast<double>(rows));
}

void Fill(const drift::ColumnQuality& quality, v1::ColumnQuality& to) {
  to.set_column(quality.name);
  to.set_remarkable(quality.remarkable);
  to.set_missing_share(quality.missing_share);
  to.set_reference_missing_share(quality.reference_missing_share);
  to.set_distinct(static_cast<uint64_t>(quality.distinct));
  to.set_constant(quality.constant);
  to.set_almost_constant(quality.almost_constant);
  to.set_out_of_range(static_cast<uint64_t>(quality.out_of_range));
  for (const std::string& category : quality.new_categories) to.add_new_categories(category);
  to.set_misfits(static_cast<uint64_t>(quality.misfits));
  to.set_type_changed(quality.type_changed);
  to.set_absent(quality.absent);
}

void Fill(const drift::Figure& figure, v1::Figure& to) {
  to.set_value(figure.value);
  to.set_low(figure.low);
  to.set_high(figure.high);
}

void Fill(const drift::Quality& quality, v1::Performance& to) {
  to.set_rows(static_cast<uint64_t>(quality.rows));
  Fill(quality.accuracy, *to.mutable_accuracy());
  Fill(quality.macro_f1, *to.mutable_macro_f1());
}

void Fill(const std::optional<Labelled>& labelled, v1::WindowReport& to) {
  if (!labelled.has_value()) return;
  Fill(labelled->real, *to.mutable_real());
  to.mutable_estimate_error()->set_accuracy(labelled->error.accuracy);
  to.mutable_estimate_error()->set_macro_f1(labelled->error.macro_f1);
}

std::optional<Labelled> LabelsOf(const LabelBook& labels, const Report& report) {
  return labels.Of(report.model, report.version, report.start, report.end);
}

void FillSummary(const Report& report, v1::WindowReport& to) {
  to.set_model(report.model);
  to.set_version(report.version);
  to.set_window(report.window);
  SetTimestamp(report.start, *to.mutable_start());
  SetTimestamp(report.end, *to.mutable_end());
  to.set_rows(static_cast<uint64_t>(report.verdict.current_rows));
  to.set_reference_rows(static_cast<uint64_t>(report.verdict.reference_rows));
  to.set_state(drift::Name(report.verdict.state));
  if (report.estimated.has_value()) Fill(*report.estimated, *to.mutable_estimated());
  to.set_share(report.verdict.share);
  to.set_retrain(report.decision.retrain);
  to.set_reason(report.decision.why);
  to.set_request_key(report.request_key);
}

void Fill(const std::vector<drift::GroupQuality>& groups, v1::WindowReport& to) {
  for (const drift::GroupQuality& group : groups) {
    v1::GroupPerformance& added = *to.add_groups();
    added.set_column(group.column);
    added.set_group(group.group);
    if (group.estimated.has_value()) Fill(*group.estimated, *added.mutable_estimated());
    if (group.real.has_value()) Fill(*group.real, *added.mutable_real());
  }
  for (const drift::GroupGap& gap : drift::GapsOf(groups)) {
    v1::GroupGap& added = *to.add_gaps();
    added.set_column(gap.column);
    added.set_worst(gap.worst);
    added.set_best(gap.best);
    Fill(gap.gap, *added.mutable_gap());
  }
}

void Fill(const Report& report, const std::optional<Labelled>& labelled, v1::WindowReport& to) {
  FillSummary(report, to);
  Fill(labelled, to);
  for (const drift::ColumnVerdict& column : report.verdict.columns) {
    Fill(column, report.verdict.current_rows, *to.add_columns());
  }
  for (const auto& [name, rows] : report.verdict.unknown_columns) {
    (*to.mutable_unknown_columns())[name] = static_cast<uint64_t>(rows);
  }
  for (const drift::ColumnQuality& quality : report.quality) Fill(quality, *to.add_quality());
  to.set_impact(report.verdict.impact);
  Fill(GroupsOf(report, labelled), to);
}

void Fill(absl::Duration length, google::protobuf::Duration& to) {
  to.set_seconds(absl::ToInt64Seconds(length));
  to.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(length % absl::Seconds(1))));
}

void Fill(const ModelStatus& status, const LabelBook& labels, const WindowTimes& windows,
          v1::ModelStatus& to) {
  to.set_model(status.model);
  to.set_version(status.version);
  to.set_open_rows(static_cast<uint64_t>(status.open_rows));
  if (windows.by_time()) {
    Fill(windows.span, *to.mutable_window_span());
    Fill(windows.slide, *to.mutable_window_slide());
  } else {
    to.set_window_rows(static_cast<uint64_t>(windows.rows));
  }
  to.set_late(status.late);
  to.set_ahead(status.ahead);
  to.set_closed_windows(status.closed_windows);
  to.set_rows(status.rows);
  to.set_duplicates(status.duplicates);
  if (status.last.has_value()) Fill(*status.last, LabelsOf(labels, *status.last), *to.mutable_last());
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
    Fill(status, labels_, monitor_.options().windows, *response->add_models());
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
  const std::optional<Labelled> labelled = LabelsOf(labels_, *report);
  Fill(*report, labelled, *response->mutable_report());
  if (request->html()) response->set_html(ReportToHtml(*report, Until(*report), labelled));
  return Finish(context, grpc::Status::OK);
}

// The windows that are kept, up to this one, oldest first.
std::vector<Report> DriftService::Until(const Report& report) const {
  auto reports = monitor_.Reports(report.model);
  if (!reports.ok()) return {};
  reports->erase(std::remove_if(reports->begin(), reports->end(),
                                [&](const Report& other) { return other.window > report.window; }),
                 reports->end());
  return *std::move(reports);
}

grpc::ServerUnaryReactor* DriftService::ListWindows(grpc::CallbackServerContext* context,
                                                    const v1::ListWindowsRequest* request,
                                                    v1::ListWindowsResponse* response) {
  if (request->model().empty()) {
    return Finish(context, service::InvalidArgument({{"model", "expected the name of a model"}}));
  }
  const auto reports = monitor_.Reports(request->model());
  if (!reports.ok()) return Finish(context, service::ToGrpc(reports.status()));
  const size_t limit = request->limit() == 0 ? reports->size() : request->limit();
  for (auto at = reports->rbegin(); at != reports->rend(); ++at) {
    if (static_cast<size_t>(response->windows_size()) >= limit) break;
    v1::WindowReport& window = *response->add_windows();
    FillSummary(*at, window);
    Fill(LabelsOf(labels_, *at), window);
  }
  return Finish(context, grpc::Status::OK);
}

grpc::ServerUnaryReactor* DriftService::SetReference(grpc::CallbackServerContext* context,
                                                     const v1::SetReferenceRequest* request,
                                                     v1::SetReferenceResponse* response) {
  std::vector<service::FieldViolation> wrong;
  const bool named = !request->model().empty() && request->model().find('/') == std::string::npos;
  if (!named) wrong.push_back({"model", "expected the name of a model"});
  if (request->version() == 0) wrong.push_back({"version", "expected a version, from 1"});
  auto reference = request->reference_json().size() <= kMaxReferenceBytes
                       ? drift::Reference::FromJson(request->reference_json())
                       : absl::InvalidArgumentError(absl::StrCat("more than ", kMaxReferenceBytes, " bytes"));
  if (!reference.ok()) wrong.push_back({"reference_json", std::string(reference.status().message())});
  if (!wrong.empty()) return Finish(context, service::InvalidArgument(wrong));
  const auto shared = std::make_shared<const drift::Reference>(*std::move(reference));
  return service::RunUnary(context, executor_, [this, request, response, shared] {
    response->set_rows(static_cast<uint64_t>(shared->rows()));
    return service::ToGrpc(set_reference_(request->model(), request->version(), shared));
  });
}

}  // namespace yachay::drift_monitor

#include "cli/drift_status.h"

#include <google/protobuf/util/json_util.h>
#include <grpcpp/grpcpp.h>

#include <chrono>

#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "cli/command.h"
#include "service/status.h"
#include "yachay/drift/v1/drift.grpc.pb.h"

namespace yachay::cli {
namespace {

namespace v1 = yachay::drift::v1;

absl::StatusOr<v1::GetStatusResponse> GetStatus(const DriftStatusOptions& options, const Cli& cli) {
  auto channel = Dial(options.address, cli.dial);
  if (!channel.ok()) return channel.status();
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  v1::GetStatusResponse response;
  const grpc::Status status = v1::DriftMonitor::NewStub(*channel)->GetStatus(&context, {}, &response);
  if (!status.ok()) return service::FromGrpc(status, "drift-monitor at " + options.address);
  return response;
}

// "of 1000 rows", or "of 1h0m0s, every 15m0s".
std::string Length(const v1::ModelStatus& model) {
  if (!model.has_window_span()) return absl::StrFormat("of %d rows", model.window_rows());
  const auto text = [](const google::protobuf::Duration& length) {
    return absl::FormatDuration(absl::Seconds(length.seconds()) + absl::Nanoseconds(length.nanos()));
  };
  return absl::StrFormat("of %s, every %s", text(model.window_span()), text(model.window_slide()));
}

void Print(const v1::ModelStatus& model, std::ostream& out) {
  out << absl::StrFormat(
      "%s version %d: %d rows in the open window %s, %d windows closed, %d rows (%d came twice, %d late, %d "
      "ahead of "
      "time), %d retrain requests\n",
      model.model(), model.version(), model.open_rows(), Length(model), model.closed_windows(), model.rows(),
      model.duplicates(), model.late(), model.ahead(), model.retrain_requests());
  if (!model.has_last()) return;
  const v1::WindowReport& last = model.last();
  out << absl::StrFormat("  window %d, version %d, %d rows: share %.3f%s%s\n", last.window(), last.version(),
                         last.rows(), last.share(), last.retrain() ? "; retrain: " : "", last.reason());
  for (const v1::ColumnDrift& column : last.columns()) {
    out << absl::StrFormat("    %-28s %-18s %12.6g %s\n", column.column(), column.test(), column.score(),
                           column.drifted() ? "drifted" : "");
  }
}

absl::Status PrintJson(const v1::GetStatusResponse& response, std::ostream& out) {
  google::protobuf::util::JsonPrintOptions print;
  print.add_whitespace = true;
  print.always_print_primitive_fields = true;
  print.preserve_proto_field_names = true;
  std::string json;
  const auto printed = google::protobuf::util::MessageToJsonString(response, &json, print);
  if (!printed.ok()) return absl::InternalError("the answer cannot be shown as JSON");
  out << json;
  return absl::OkStatus();
}

}  // namespace

absl::Status PrintDriftStatus(const DriftStatusOptions& options, Cli& cli) {
  const auto response = GetStatus(options, cli);
  if (!response.ok()) return response.status();
  if (cli.json) return PrintJson(*response, cli.out);
  if (response->models().empty()) cli.out << "No model has been served yet.\n";
  for (const v1::ModelStatus& model : response->models()) Print(model, cli.out);
  return absl::OkStatus();
}

}  // namespace yachay::cli

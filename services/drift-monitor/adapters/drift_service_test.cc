#include "adapters/drift_service.h"

#include <grpcpp/grpcpp.h>

#include "core/label_book.h"
#include "core/monitor.h"
#include "service/executor.h"
#include "testing/catch.h"

namespace yachay::drift_monitor {
namespace {

namespace v1 = yachay::drift::v1;

absl::StatusOr<std::shared_ptr<const drift::Reference>> FindReference(const std::string&, uint64_t) {
  return std::make_shared<const drift::Reference>(
      *drift::Reference::FromColumns({{.name = "Genre",
                                       .kind = drift::ColumnKind::kCategory,
                                       .numbers = {},
                                       .categories = {"RPG", "Sports"}}}));
}

// A server in this process and a stub of it.
struct Served {
  Monitor monitor{{.windows = {.rows = 4, .remembered_rows = 200},
                   .kept_reports = 5,
                   .kept_versions = 2,
                   .cooldown_windows = 20,
                   .compare = {},
                   .rule = {}},
                  FindReference};
  std::vector<std::string> kept;  // references that were set
  LabelBook labels{{"Gender"}};
  service::Executor executor{1, 4};
  DriftService service{monitor, labels, executor, [this](const std::string& model, uint64_t, const auto&) {
                         kept.push_back(model);
                         return absl::OkStatus();
                       }};
  std::unique_ptr<grpc::Server> server = [this] {
    grpc::ServerBuilder builder;
    builder.RegisterService(&service);
    return builder.BuildAndStart();
  }();
  std::unique_ptr<v1::DriftMonitor::Stub> stub = v1::DriftMonitor::NewStub(server->InProcessChannel({}));

  void Take(int rows) {
    for (int i = 0; i < rows; ++i) {
      const auto taken = monitor.Take({.prediction_id = std::to_string(i),
                                       .model = "engagement",
                                       .version = 7,
                                       .served_at = absl::FromUnixMillis(1500 + i),
                                       .values = {{"Genre", i == 0 ? drift::Value() : std::string("RPG")}}});
      REQUIRE(taken.ok());
      if (monitor.Closing().has_value()) monitor.Close();
    }
  }

  grpc::Status Report(const std::string& model, uint64_t window, v1::GetReportResponse& response) {
    grpc::ClientContext context;
    v1::GetReportRequest request;
    request.set_model(model);
    request.set_window(window);
    return stub->GetReport(&context, request, &response);
  }
};

TEST_CASE("A window's report has its real figures once labels have come") {
  Served served;
  served.Take(4);
  v1::GetReportResponse response;
  REQUIRE(served.Report("engagement", 1, response).ok());
  CHECK_FALSE(response.report().has_real());
  for (int i = 0; i < 6; ++i) {  // the last two were served after the window
    served.labels.Take({.prediction_id = std::to_string(i),
                        .model = "engagement",
                        .version = 7,
                        .served_at = absl::FromUnixMillis(1500 + i),
                        .probabilities = {0.5F, 0.25F, 0.25F},
                        .label = i == 0 ? 0 : 2});
  }
  REQUIRE(served.Report("engagement", 1, response).ok());
  CHECK(response.report().real().rows() == 4);
  CHECK(response.report().real().accuracy().value() == Approx(0.25));
  CHECK(response.report().estimate_error().accuracy() == Approx(0.25));
  grpc::ClientContext context;
  v1::ListWindowsRequest list;
  list.set_model("engagement");
  v1::ListWindowsResponse windows;
  REQUIRE(served.stub->ListWindows(&context, list, &windows).ok());
  CHECK(windows.windows(0).real().rows() == 4);
}

TEST_CASE("A window's report has its groups' real error rates and their gap, on the page too") {
  Served served;
  served.Take(4);  // from 1500 ms on, one a millisecond
  for (int i = 0; i < 80; ++i) {
    served.labels.Take({.prediction_id = std::to_string(i),
                        .model = "engagement",
                        .version = 7,
                        .served_at = absl::FromUnixMillis(1500 + i % 4),
                        .probabilities = {0.75F, 0.25F},
                        .label = i % 8 == 0 ? 1 : 0,
                        .categories = {{"Gender", i % 2 == 0 ? "Female" : "Male"}}});
  }
  grpc::ClientContext context;
  v1::GetReportRequest request;
  request.set_model("engagement");
  request.set_html(true);
  v1::GetReportResponse response;
  REQUIRE(served.stub->GetReport(&context, request, &response).ok());
  const v1::WindowReport& report = response.report();
  REQUIRE(report.groups_size() == 2);
  CHECK(report.groups(0).group() == "Female");
  CHECK_FALSE(report.groups(0).has_estimated());  // no probabilities were served
  CHECK(report.groups(0).real().rows() == 40);
  CHECK(report.groups(0).real().accuracy().value() == Approx(0.75));
  REQUIRE(report.gaps_size() == 1);
  CHECK(report.gaps(0).worst() == "Female");
  CHECK(report.gaps(0).best() == "Male");
  CHECK(report.gaps(0).gap().value() == Approx(0.25));
  CHECK(report.gaps(0).gap().low() > 0.05);
  CHECK(response.html().find("the error rate of Female is 0.2500") != std::string::npos);
  CHECK(response.html().find("Gender = Male<td>40<td>") != std::string::npos);
}

TEST_CASE("GetStatus tells how each model stands") {
  Served served;
  served.Take(5);
  grpc::ClientContext context;
  v1::GetStatusResponse response;
  REQUIRE(served.stub->GetStatus(&context, {}, &response).ok());
  REQUIRE(response.models_size() == 1);
  const v1::ModelStatus& model = response.models(0);
  CHECK(model.model() == "engagement");
  CHECK(model.version() == 7);
  CHECK(model.open_rows() == 1);
  CHECK(model.window_rows() == 4);
  CHECK(model.closed_windows() == 1);
  CHECK(model.rows() == 5);
  CHECK(model.last().window() == 1);
}

TEST_CASE("GetReport gives the verdict of a window") {
  Served served;
  served.Take(4);
  v1::GetReportResponse response;
  REQUIRE(served.Report("engagement", 0, response).ok());
  const v1::WindowReport& report = response.report();
  CHECK(report.rows() == 4);
  CHECK(report.reference_rows() == 2);
  CHECK(report.start().seconds() == 1);
  CHECK(report.start().nanos() == 500'000'000);
  REQUIRE(report.columns_size() == 1);
  CHECK(report.columns(0).column() == "Genre");
  CHECK(report.columns(0).test() == "z");
  CHECK(report.columns(0).missing_share() == 0.25);
}

TEST_CASE("GetReport names what of the schema changed, and what is wrong with the data") {
  Served served;
  for (int i = 0; i < 4; ++i) {
    ServedRow row{.prediction_id = std::to_string(i), .model = "engagement", .version = 7, .values = {}};
    row.values = {{"Genre", std::string(i < 3 ? "Racing" : "RPG")}};
    if (i < 3) row.values.emplace_back("Team", 1.0);
    REQUIRE(served.monitor.Take(row).ok());
  }
  served.monitor.Close();
  v1::GetReportResponse response;
  REQUIRE(served.Report("engagement", 0, response).ok());
  const v1::WindowReport& report = response.report();
  CHECK(report.state() == "schema_changed");
  REQUIRE(report.unknown_columns().contains("Team"));
  CHECK(report.unknown_columns().at("Team") == 3);
  REQUIRE(report.quality_size() == 1);
  CHECK(report.quality(0).column() == "Genre");
  CHECK(report.quality(0).remarkable());
  CHECK(report.quality(0).out_of_range() == 3);
  REQUIRE(report.quality(0).new_categories_size() == 1);
  CHECK(report.quality(0).new_categories(0) == "Racing");
}

TEST_CASE("GetReport gives the page too, when it is asked for") {
  Served served;
  served.Take(8);
  grpc::ClientContext context;
  v1::GetReportRequest request;
  request.set_model("engagement");
  request.set_html(true);
  v1::GetReportResponse response;
  REQUIRE(served.stub->GetReport(&context, request, &response).ok());
  CHECK(response.html().find("engagement, version 7, window 2") != std::string::npos);
  CHECK(response.html().find("<polyline") != std::string::npos);  // two windows make a line
}

TEST_CASE("ListWindows gives the kept windows, newest first") {
  Served served;
  served.Take(12);
  grpc::ClientContext context;
  v1::ListWindowsRequest request;
  request.set_model("engagement");
  request.set_limit(2);
  v1::ListWindowsResponse response;
  REQUIRE(served.stub->ListWindows(&context, request, &response).ok());
  REQUIRE(response.windows_size() == 2);
  CHECK(response.windows(0).window() == 3);
  CHECK(response.windows(0).columns_size() == 0);
  CHECK(response.windows(0).state() == "compared");
  grpc::ClientContext other;
  request.set_model("other");
  CHECK(served.stub->ListWindows(&other, request, &response).error_code() == grpc::StatusCode::NOT_FOUND);
}

TEST_CASE("SetReference names every field that is wrong, and keeps what is right") {
  Served served;
  v1::SetReferenceRequest request;
  v1::SetReferenceResponse response;
  grpc::ClientContext wrong;
  const grpc::Status status = served.stub->SetReference(&wrong, request, &response);
  CHECK(status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  for (const char* field : {"model", "version", "reference_json"}) {
    CHECK(status.error_message().find(field) != std::string::npos);
  }
  CHECK(served.kept.empty());
  request.set_model("engagement");
  request.set_version(7);
  request.set_reference_json((*FindReference("", 7))->ToJson());
  grpc::ClientContext right;
  REQUIRE(served.stub->SetReference(&right, request, &response).ok());
  CHECK(response.rows() == 2);
  CHECK(served.kept == std::vector<std::string>{"engagement"});
}

TEST_CASE("GetReport says what is wrong with a request") {
  Served served;
  v1::GetReportResponse response;
  CHECK(served.Report("", 0, response).error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  CHECK(served.Report("engagement", 0, response).error_code() == grpc::StatusCode::NOT_FOUND);
  served.Take(4);
  CHECK(served.Report("engagement", 9, response).error_code() == grpc::StatusCode::NOT_FOUND);
}

}  // namespace
}  // namespace yachay::drift_monitor

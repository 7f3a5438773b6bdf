// Every window of a model that a drift monitor keeps, with its columns, oldest first: a JSON array of
// WindowReports.
//
//   drift_windows ADDRESS MODEL
#include <google/protobuf/util/json_util.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <iostream>
#include <string>

#include "yachay/drift/v1/drift.grpc.pb.h"

namespace v1 = yachay::drift::v1;

namespace {

void SetDeadline(grpc::ClientContext& context) {
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const auto stub =
      v1::DriftMonitor::NewStub(grpc::CreateChannel(argv[1], grpc::InsecureChannelCredentials()));
  v1::ListWindowsRequest list;
  list.set_model(argv[2]);
  v1::ListWindowsResponse windows;
  grpc::ClientContext context;
  SetDeadline(context);
  if (const grpc::Status s = stub->ListWindows(&context, list, &windows); !s.ok()) {
    std::cerr << s.error_message() << "\n";
    return 1;
  }
  std::string document;
  for (auto window = windows.windows().rbegin(); window != windows.windows().rend(); ++window) {
    grpc::ClientContext one;
    SetDeadline(one);
    v1::GetReportRequest request;
    request.set_model(argv[2]);
    request.set_window(window->window());
    v1::GetReportResponse report;
    if (!stub->GetReport(&one, request, &report).ok()) continue;  // it is no longer kept
    std::string json;
    google::protobuf::util::JsonPrintOptions print;
    print.always_print_primitive_fields = true;
    print.preserve_proto_field_names = true;
    if (!google::protobuf::util::MessageToJsonString(report.report(), &json, print).ok()) return 1;
    document += (document.empty() ? "" : ",") + json;
  }
  std::cout << "[" << document << "]\n";
  return 0;
}

#include "service/status.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/any.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace yachay::service {
namespace {
// gRPC keeps trailing metadata under 8 KiB; a longer list is cut, and the message says how many there are.
constexpr size_t kMostViolations = 32;
}  // namespace

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), std::string(status.message()));
}

absl::Status FromGrpc(const grpc::Status& status, absl::string_view peer) {
  if (status.ok()) return absl::OkStatus();
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()),
                      absl::StrCat(peer, ": ", status.error_message()));
}

grpc::Status InvalidArgument(absl::Span<const FieldViolation> violations) {
  const auto shown = violations.subspan(0, kMostViolations);
  google::rpc::BadRequest details;
  for (const FieldViolation& violation : shown) {
    auto* field = details.add_field_violations();
    field->set_field(violation.field);
    field->set_description(violation.description);
  }
  std::string message = absl::StrJoin(shown, "; ", [](std::string* out, const FieldViolation& violation) {
    absl::StrAppend(out, violation.field, ": ", violation.description);
  });
  if (violations.size() > shown.size()) {
    absl::StrAppend(&message, "; and ", violations.size() - shown.size(), " more");
  }
  google::rpc::Status status;
  status.set_code(static_cast<int>(grpc::StatusCode::INVALID_ARGUMENT));
  status.set_message(message);
  status.add_details()->PackFrom(details);
  return grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, message, status.SerializeAsString());
}

std::vector<FieldViolation> Violations(const grpc::Status& status) {
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return {};
  std::vector<FieldViolation> violations;
  for (const auto& detail : details.details()) {
    google::rpc::BadRequest bad_request;
    if (!detail.UnpackTo(&bad_request)) continue;
    for (const auto& field : bad_request.field_violations()) {
      violations.push_back({field.field(), field.description()});
    }
  }
  return violations;
}

}  // namespace yachay::service

#include "service/status.h"

#include "testing/catch.h"

namespace yachay::service {
namespace {

TEST_CASE("codes and messages cross the seam both ways") {
  const grpc::Status status = ToGrpc(absl::AbortedError("revision 4 is newer"));
  CHECK(status.error_code() == grpc::StatusCode::ABORTED);
  CHECK(FromGrpc(status, "catalog") == absl::AbortedError("catalog: revision 4 is newer"));
  CHECK(ToGrpc(absl::OkStatus()).ok());
}

TEST_CASE("every violation is in the message and in the details") {
  const std::vector<FieldViolation> violations = {{"count", "0 to 50"}, {"learner_id", "1 to 64 characters"}};
  const grpc::Status status = InvalidArgument(violations);
  CHECK(status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  CHECK(status.error_message() == "count: 0 to 50; learner_id: 1 to 64 characters");
  const auto read = Violations(status);
  REQUIRE(read.size() == 2);
  CHECK(read[1].field == "learner_id");
  CHECK(read[1].description == "1 to 64 characters");
}

TEST_CASE("a very long list is cut, and says so") {
  const std::vector<FieldViolation> violations(1000, {"f", "d"});
  const grpc::Status status = InvalidArgument(violations);
  CHECK(Violations(status).size() == 32);
  CHECK(status.error_message().find("and 968 more") != std::string::npos);
}

}  // namespace
}  // namespace yachay::service

// The one seam between absl::Status, which we use inside, and grpc::Status, which goes over the wire.
#ifndef SERVICE_STATUS_H_
#define SERVICE_STATUS_H_

#include <grpcpp/support/status.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace yachay::service {

// Codes and messages map one to one.
grpc::Status ToGrpc(const absl::Status& status);
// `peer` names the callee in the message, for example "feature-store".
absl::Status FromGrpc(const grpc::Status& status, absl::string_view peer);

// A field of a request that breaks a rule.
struct FieldViolation {
  std::string field;        // Path, for example "learner_ids[3]".
  std::string description;  // What was expected.
};

// INVALID_ARGUMENT whose message lists every violation, with google.rpc.BadRequest in the details.
grpc::Status InvalidArgument(absl::Span<const FieldViolation> violations);

// The violations that a status from InvalidArgument carries; empty for any other.
std::vector<FieldViolation> Violations(const grpc::Status& status);

}  // namespace yachay::service

#endif  // SERVICE_STATUS_H_

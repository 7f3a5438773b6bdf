// Why a caller was not let in. The message is for the caller; the reason, one word of this list, for metrics
// and the log.
#ifndef SERVICE_REFUSAL_H_
#define SERVICE_REFUSAL_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "service/failure_log.h"

namespace yachay::service {

class AccessTable;
class Metrics;

namespace refusal {
inline constexpr char kNoToken[] = "no_token";
inline constexpr char kMalformed[] = "malformed";  // no signed JWT of at most 8 KiB
inline constexpr char kUnknownKey[] = "unknown_key";
inline constexpr char kWrongAlgorithm[] = "wrong_algorithm";
inline constexpr char kBadSignature[] = "bad_signature";
inline constexpr char kWrongIssuer[] = "wrong_issuer";
inline constexpr char kWrongAudience[] = "wrong_audience";
inline constexpr char kExpired[] = "expired";
inline constexpr char kNotYetValid[] = "not_yet_valid";
inline constexpr char kBadClaims[] = "bad_claims";  // a claim that is missing or of another type
inline constexpr char kRole[] = "role";             // a good token, but none of its roles may call this
}  // namespace refusal

// UNAUTHENTICATED, for one of the reasons above.
absl::Status Refused(const char* reason, absl::string_view message);
// The reason of such a status; "" of any other.
std::string ReasonOf(const absl::Status& status);

// Counts yachay_calls_refused_total{grpc_service, grpc_method, reason}, since gRPC ends these calls before
// grpc_server_handled_total sees them, and writes a line for them, one a second at most. An RPC that the
// table does not name is "unknown" in both: callers make up no labels. Thread-safe; both must outlive it.
class RefusedCalls {
 public:
  RefusedCalls(Metrics& metrics, const AccessTable& table) : metrics_(metrics), table_(table) {}
  // `rpc` as on the wire: /package.Service/Method. `traceparent` may be empty or junk.
  void Note(std::string_view rpc, const std::string& reason, std::string_view traceparent);

 private:
  Metrics& metrics_;
  const AccessTable& table_;
  FailureLog log_{1};
};

}  // namespace yachay::service

#endif  // SERVICE_REFUSAL_H_

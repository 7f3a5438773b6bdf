// Bearer tokens of calls, over TLS only: checked by servers, shown by clients. Health needs none, so that
// kubelets and load balancers can look.
#ifndef SERVICE_AUTH_H_
#define SERVICE_AUTH_H_

#include <grpcpp/security/auth_metadata_processor.h>
#include <grpcpp/security/credentials.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "service/access_table.h"
#include "service/refusal.h"
#include "service/token_verifier.h"

namespace yachay::service {

inline constexpr char kAuthorization[] = "authorization";
// A property of connections to a server that checks tokens. Claims must not go there: gRPC 1.51 shares the
// properties between the calls of a connection.
inline constexpr char kTokensAreChecked[] = "yachay-tokens-are-checked";

// What follows "Bearer "; empty when nothing does.
std::string_view TokenOf(std::string_view authorization);
// The payload of a token that has been verified.
absl::StatusOr<std::string> PayloadOf(std::string_view token);

// UNAUTHENTICATED without a good token, PERMISSION_DENIED when the table does not let its roles call the RPC;
// both are counted and logged (refusal.h). `metrics` and `table` must outlive it. Thread-safe.
class AccessCheck : public grpc::AuthMetadataProcessor {
 public:
  AccessCheck(std::unique_ptr<TokenVerifier> verifier, const AccessTable& table, Metrics& metrics)
      : verifier_(std::move(verifier)), table_(table), refused_(metrics, table) {}
  bool IsBlocking() const override { return false; }
  grpc::Status Process(const InputMetadata& metadata, grpc::AuthContext* context, OutputMetadata* consumed,
                       OutputMetadata* response) override;

 private:
  absl::StatusOr<std::shared_ptr<const Caller>> CallerWith(std::string_view authorization);

  const std::unique_ptr<TokenVerifier> verifier_;
  const AccessTable& table_;
  RefusedCalls refused_;
};

// Shows the token of a file on every call; the file is read again every `look_again`, and when it cannot be
// read the token before is shown. Thread-safe.
class TokenPlugin : public grpc::MetadataCredentialsPlugin {
 public:
  TokenPlugin(std::string file, std::string token, absl::Duration look_again = absl::Seconds(10));
  bool IsBlocking() const override { return false; }
  grpc::Status GetMetadata(grpc::string_ref service_url, grpc::string_ref method,
                           const grpc::AuthContext& channel,
                           std::multimap<grpc::string, grpc::string>* metadata) override;

 private:
  const std::string file_;
  const absl::Duration look_again_;
  absl::Mutex mutex_;
  std::string value_ ABSL_GUARDED_BY(mutex_);
  absl::Time looked_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace yachay::service

#endif  // SERVICE_AUTH_H_

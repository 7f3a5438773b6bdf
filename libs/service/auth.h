// A bearer token shared by a deployment: shown by clients, asked for by servers, over TLS only. Health needs
// none, so that kubelets and load balancers can look.
#ifndef SERVICE_AUTH_H_
#define SERVICE_AUTH_H_

#include <grpcpp/security/auth_metadata_processor.h>
#include <grpcpp/security/credentials.h>

#include <map>
#include <string>
#include <utility>

namespace yachay::service {

// UNAUTHENTICATED unless `authorization: Bearer <token>` matches, compared in constant time. Thread-safe.
class TokenCheck : public grpc::AuthMetadataProcessor {
 public:
  explicit TokenCheck(std::string token) : expected_("Bearer " + std::move(token)) {}
  bool IsBlocking() const override { return false; }
  grpc::Status Process(const InputMetadata& metadata, grpc::AuthContext* context, OutputMetadata* consumed,
                       OutputMetadata* response) override;

 private:
  const std::string expected_;
};

// Shows the token on every call. Thread-safe.
class TokenPlugin : public grpc::MetadataCredentialsPlugin {
 public:
  explicit TokenPlugin(std::string token) : value_("Bearer " + std::move(token)) {}
  bool IsBlocking() const override { return false; }
  grpc::Status GetMetadata(grpc::string_ref service_url, grpc::string_ref method,
                           const grpc::AuthContext& channel,
                           std::multimap<grpc::string, grpc::string>* metadata) override;

 private:
  const std::string value_;
};

}  // namespace yachay::service

#endif  // SERVICE_AUTH_H_

// Credentials from files. An empty TlsOptions gives plain text, for loopback.
#ifndef SERVICE_TLS_H_
#define SERVICE_TLS_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "service/process_options.h"

namespace grpc {
class ChannelCredentials;
class ServerCredentials;
}  // namespace grpc

namespace yachay::service {

class Metrics;

// INVALID_ARGUMENT when only one of certificate and key is given, or tokens are to go over plain text;
// NOT_FOUND when a file cannot be read. Certificates are read again when their files change (a Kubernetes
// Secret that was renewed): new connections use them, old ones live on until their age. `metrics` is told of
// keys and of calls that are refused; it must outlive the server.
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> ServerCredentials(const TlsOptions& tls,
                                                                           const AuthOptions& auth,
                                                                           Metrics& metrics);
absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> ClientCredentials(const TlsOptions& tls,
                                                                            const std::string& token_file);

// Up to 1 MiB; the token without its line's end.
absl::StatusOr<std::string> ReadSecretFile(const std::string& path);

}  // namespace yachay::service

#endif  // SERVICE_TLS_H_

// How the command reaches services: in plain text, or over TLS and with a token, as the root flags say.
#ifndef TOOLS_CLI_DIAL_H_
#define TOOLS_CLI_DIAL_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "service/process_options.h"

namespace CLI {
class App;
}
namespace grpc {
class Channel;
class ChannelCredentials;
}  // namespace grpc

namespace yachay::cli {

struct DialOptions {
  service::TlsOptions tls;  // all empty: plain text
  std::string token_file;   // bearer token that every call shows; needs TLS
};

// --tls-ca, --tls-cert, --tls-key and --token-file, or YACHAY_TLS_CA … in the environment.
void AddDialFlags(CLI::App& app, DialOptions& options);

// service::MakeChannel and service::ClientCredentials, with their errors.
absl::StatusOr<std::shared_ptr<grpc::Channel>> Dial(const std::string& address, const DialOptions& options);
absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> DialCredentials(const DialOptions& options);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_DIAL_H_

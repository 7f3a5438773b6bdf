#include "cli/dial.h"

#include <CLI/CLI.hpp>

#include "service/channel.h"
#include "service/tls.h"

namespace yachay::cli {

void AddDialFlags(CLI::App& app, DialOptions& options) {
  app.add_option("--tls-ca", options.tls.ca_file, "PEM roots to check services against; none: plain text")
      ->envname("YACHAY_TLS_CA");
  app.add_option("--tls-cert", options.tls.cert_file, "PEM chain to show to services that ask for one")
      ->envname("YACHAY_TLS_CERT");
  app.add_option("--tls-key", options.tls.key_file, "PEM key of --tls-cert")->envname("YACHAY_TLS_KEY");
  app.add_option("--token-file", options.token_file, "File with the bearer token; needs TLS")
      ->envname("YACHAY_TOKEN_FILE");
}

absl::StatusOr<std::shared_ptr<grpc::Channel>> Dial(const std::string& address, const DialOptions& options) {
  return service::MakeChannel(address, options.tls, options.token_file);
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> DialCredentials(const DialOptions& options) {
  return service::ClientCredentials(options.tls, options.token_file);
}

}  // namespace yachay::cli

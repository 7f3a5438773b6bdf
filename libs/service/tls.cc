#include "service/tls.h"

#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/access_table.h"
#include "service/auth.h"
#include "service/token_verifier.h"

namespace yachay::service {
namespace {

bool IsPlain(const TlsOptions& tls) { return tls.cert_file.empty() && tls.ca_file.empty(); }

// That what is named can be read: gRPC's watcher would only log.
absl::Status Check(const TlsOptions& tls) {
  if (tls.cert_file.empty() != tls.key_file.empty()) {
    return absl::InvalidArgumentError("--tls-cert and --tls-key go together: give both or neither");
  }
  for (const std::string& file : {tls.cert_file, tls.key_file, tls.ca_file}) {
    if (file.empty()) continue;
    const auto text = ReadSecretFile(file);
    if (!text.ok()) return text.status();
  }
  return absl::OkStatus();
}

std::shared_ptr<grpc::experimental::CertificateProviderInterface> Watch(const TlsOptions& tls) {
  const auto seconds = static_cast<unsigned>(std::max<int64_t>(1, absl::ToInt64Seconds(tls.look_again)));
  return std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(tls.key_file, tls.cert_file,
                                                                              tls.ca_file, seconds);
}

}  // namespace

absl::StatusOr<std::string> ReadSecretFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat(path, ": cannot be read: ", std::strerror(errno)));
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  absl::StripTrailingAsciiWhitespace(&text);
  if (text.empty() || text.size() > (1 << 20)) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": expected 1 byte to 1 MiB, found ", text.size()));
  }
  return text;
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> ServerCredentials(const TlsOptions& tls,
                                                                           const AuthOptions& auth,
                                                                           Metrics& metrics) {
  if (tls.cert_file.empty() && !auth.keys_file.empty()) {
    return absl::InvalidArgumentError(
        "--auth-keys needs TLS: a token over plain text is no secret; give --tls-cert and --tls-key");
  }
  const absl::Status status = Check(tls);
  if (!status.ok()) return status;
  if (tls.cert_file.empty()) return grpc::InsecureServerCredentials();
  grpc::experimental::TlsServerCredentialsOptions options(Watch(tls));
  options.watch_identity_key_cert_pairs();
  if (!tls.ca_file.empty()) {
    options.watch_root_certs();
    options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  }
  std::shared_ptr<grpc::ServerCredentials> credentials = grpc::experimental::TlsServerCredentials(options);
  if (auth.keys_file.empty()) return credentials;
  auto verifier = TokenVerifier::Create(
      {.keys_file = auth.keys_file, .issuer = auth.issuer, .audience = auth.audience, .now = &absl::Now},
      metrics);
  if (!verifier.ok()) return verifier.status();
  credentials->SetAuthMetadataProcessor(
      std::make_shared<AccessCheck>(*std::move(verifier), AccessTable::Default(), metrics));
  return credentials;
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> ClientCredentials(const TlsOptions& tls,
                                                                            const std::string& token_file) {
  if (IsPlain(tls) && !token_file.empty()) {
    return absl::InvalidArgumentError(
        "--token-file needs TLS: a token over plain text is no secret; give --tls-ca");
  }
  const absl::Status status = Check(tls);
  if (!status.ok()) return status;
  if (IsPlain(tls)) return grpc::InsecureChannelCredentials();
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(Watch(tls));
  if (!tls.ca_file.empty()) options.watch_root_certs();
  if (!tls.cert_file.empty()) options.watch_identity_key_cert_pairs();
  std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::experimental::TlsCredentials(options);
  if (token_file.empty()) return credentials;
  const auto token = ReadSecretFile(token_file);
  if (!token.ok()) return token.status();
  return grpc::CompositeChannelCredentials(
      credentials, grpc::MetadataCredentialsFromPlugin(std::make_unique<TokenPlugin>(token_file, *token)));
}

}  // namespace yachay::service

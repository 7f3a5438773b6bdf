#include "service/tls.h"

#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "service/auth.h"

namespace yachay::service {
namespace {

absl::Status Check(const TlsOptions& tls, const std::string& token_file) {
  if (tls.cert_file.empty() != tls.key_file.empty()) {
    return absl::InvalidArgumentError("--tls-cert and --tls-key go together: give both or neither");
  }
  const bool plain = tls.cert_file.empty() && tls.ca_file.empty();
  if (plain && !token_file.empty()) {
    return absl::InvalidArgumentError(
        "--token-file needs TLS: a token over plain text is no secret; give --tls-*");
  }
  return absl::OkStatus();
}

// Reads path into `text`; an empty path leaves it empty.
absl::Status ReadInto(const std::string& path, std::string* text) {
  if (path.empty()) return absl::OkStatus();
  auto read = ReadSecretFile(path);
  if (!read.ok()) return read.status();
  *text = *std::move(read);
  return absl::OkStatus();
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
                                                                           const std::string& token_file) {
  absl::Status status = Check(tls, token_file);
  if (!status.ok()) return status;
  if (tls.cert_file.empty()) return grpc::InsecureServerCredentials();
  grpc::SslServerCredentialsOptions options(tls.ca_file.empty()
                                                ? GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
                                                : GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  grpc::SslServerCredentialsOptions::PemKeyCertPair pair;
  status.Update(ReadInto(tls.key_file, &pair.private_key));
  status.Update(ReadInto(tls.cert_file, &pair.cert_chain));
  status.Update(ReadInto(tls.ca_file, &options.pem_root_certs));
  std::string token;
  status.Update(ReadInto(token_file, &token));
  if (!status.ok()) return status;
  options.pem_key_cert_pairs.push_back(pair);
  std::shared_ptr<grpc::ServerCredentials> credentials = grpc::SslServerCredentials(options);
  if (!token.empty()) credentials->SetAuthMetadataProcessor(std::make_shared<TokenCheck>(token));
  return credentials;
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> ClientCredentials(const TlsOptions& tls,
                                                                            const std::string& token_file) {
  absl::Status status = Check(tls, token_file);
  if (!status.ok()) return status;
  if (tls.cert_file.empty() && tls.ca_file.empty()) return grpc::InsecureChannelCredentials();
  grpc::SslCredentialsOptions options;
  status.Update(ReadInto(tls.ca_file, &options.pem_root_certs));
  status.Update(ReadInto(tls.key_file, &options.pem_private_key));
  status.Update(ReadInto(tls.cert_file, &options.pem_cert_chain));
  std::string token;
  status.Update(ReadInto(token_file, &token));
  if (!status.ok()) return status;
  std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::SslCredentials(options);
  if (token.empty()) return credentials;
  return grpc::CompositeChannelCredentials(
      credentials, grpc::MetadataCredentialsFromPlugin(std::make_unique<TokenPlugin>(token)));
}

}  // namespace yachay::service

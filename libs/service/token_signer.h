// Makes keys and tokens for where no identity provider is: development, tests, a school's own server.
#ifndef SERVICE_TOKEN_SIGNER_H_
#define SERVICE_TOKEN_SIGNER_H_

#include <string>

#include "absl/status/statusor.h"

namespace yachay::service {

struct SigningKey {
  std::string private_jwk;  // Keep it secret.
  std::string public_jwks;  // What services are given: a JWK set of this one key.
};

// A fresh ES256 key (P-256). `kid` names it in tokens.
absl::StatusOr<SigningKey> MakeSigningKey(const std::string& kid);

// `claims` is a JSON object. INVALID_ARGUMENT when the key is no private JWK with kid and alg.
absl::StatusOr<std::string> SignToken(const std::string& private_jwk, const std::string& claims);

}  // namespace yachay::service

#endif  // SERVICE_TOKEN_SIGNER_H_

// Verifies callers' tokens: JSON Web Tokens (RFC 7519) signed by RS256 or ES256 with a key of a JWK set (RFC
// 7517).
#ifndef SERVICE_TOKEN_VERIFIER_H_
#define SERVICE_TOKEN_VERIFIER_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "service/caller.h"

namespace yachay::service {

// The public keys of a JWK set by `kid`; each names its `alg`, and no other is taken for it. Immutable.
class TokenKeys {
 public:
  // INVALID_ARGUMENT: no JWK set, a key without kid or with another alg than RS256 or ES256, more than 100
  // keys.
  static absl::StatusOr<std::shared_ptr<const TokenKeys>> Parse(const std::string& jwks);
  ~TokenKeys();

  // The payload of a token whose signature is right; UNAUTHENTICATED otherwise.
  absl::StatusOr<std::string> Verify(std::string_view token) const;

 private:
  struct Key;
  TokenKeys();
  std::map<std::string, std::unique_ptr<Key>> keys_;
};

// Thread-safe. A token is verified once; then it is known until it expires or the keys change.
class TokenVerifier {
 public:
  struct Options {
    std::string keys_file;  // JWK set; read again when it changes, looked at every `look_again`.
    std::string issuer;     // The claim `iss` must be this.
    std::string audience;   // The claim `aud` must be or hold this.
    absl::Duration look_again = absl::Seconds(10);
    absl::AnyInvocable<absl::Time() const> now;  // Of the wall clock.
  };
  // The errors of the keys' file.
  static absl::StatusOr<std::unique_ptr<TokenVerifier>> Create(Options options);

  // UNAUTHENTICATED, with what is wrong but nothing of the token, unless signature, issuer, audience and time
  // (`exp` needed, `nbf` if given; 30 s of skew) are right. Tokens are 8 KiB at most. Keys that have become
  // unreadable leave those before in force.
  absl::StatusOr<std::shared_ptr<const Caller>> Verify(std::string_view token);

 private:
  struct Known {
    std::shared_ptr<const Caller> caller;
    absl::Time expires;
  };
  explicit TokenVerifier(Options options) : options_(std::move(options)) {}
  void LookAgain(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<Known> Check(std::string_view token, const TokenKeys& keys, absl::Time now) const;

  const Options options_;
  absl::Mutex mutex_;
  std::shared_ptr<const TokenKeys> keys_ ABSL_GUARDED_BY(mutex_);
  std::string keys_text_ ABSL_GUARDED_BY(mutex_);
  absl::Time looked_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, Known, std::less<>> known_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace yachay::service

#endif  // SERVICE_TOKEN_VERIFIER_H_

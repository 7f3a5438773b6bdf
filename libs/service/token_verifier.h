// Verifies callers' tokens: JSON Web Tokens (RFC 7519) signed by RS256 or ES256 with a key of a JWK set (RFC
// 7517).
#ifndef SERVICE_TOKEN_VERIFIER_H_
#define SERVICE_TOKEN_VERIFIER_H_

#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "service/caller.h"
#include "service/metrics.h"

namespace yachay::service {

// The public keys of a JWK set by `kid`, each with its one algorithm: RS256 for RSA of 2048 bits and more,
// ES256 for EC on P-256. Immutable.
class TokenKeys {
 public:
  // Identity providers publish keys for other ends, too. A key without `kid`, of another `kty`, `crv`, `alg`
  // or `use`, with a member of another type than it must have, or whose `kid` is there before, is passed
  // over, as RFC 7517, 5 asks. `alg` may be absent. INVALID_ARGUMENT: no JWK set of 1 to 100 keys, or none is
  // usable.
  static absl::StatusOr<std::shared_ptr<const TokenKeys>> Parse(const std::string& jwks);
  ~TokenKeys();

  // The payload of a token whose signature is right; refused (refusal.h) otherwise.
  absl::StatusOr<std::string> Verify(std::string_view token) const;

  size_t usable() const { return keys_.size(); }
  // The others, each as "kid: why".
  const std::vector<std::string>& passed_over() const { return passed_over_; }

 private:
  struct Key;
  TokenKeys();
  // INVALID_ARGUMENT with why the key is not usable.
  absl::Status Take(const nlohmann::json& key);

  std::map<std::string, std::unique_ptr<Key>> keys_;
  std::vector<std::string> passed_over_;
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
  // The errors of the keys' file. `metrics` must outlive it, and is told yachay_token_keys{state}: how many
  // are `usable` and `passed_over`; yachay_token_keys_refused_total: how often a look found no usable set.
  static absl::StatusOr<std::unique_ptr<TokenVerifier>> Create(Options options, Metrics& metrics);

  // Refused (refusal.h), with what is wrong but nothing of the token, unless signature, issuer, audience and
  // time (`exp` needed, `nbf` if given; 30 s of skew) are right. Tokens are 8 KiB at most. Keys that have
  // become unreadable leave those before in force; the log and the metric say so at every look.
  absl::StatusOr<std::shared_ptr<const Caller>> Verify(std::string_view token);

 private:
  struct Known {
    std::shared_ptr<const Caller> caller;
    absl::Time expires;
  };
  TokenVerifier(Options options, Metrics& metrics);
  void TakeUp(std::shared_ptr<const TokenKeys> keys, std::string text) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void LookAgain(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<Known> Check(std::string_view token, const TokenKeys& keys, absl::Time now) const;

  const Options options_;
  prometheus::Gauge& usable_;
  prometheus::Gauge& passed_over_;
  prometheus::Counter& refused_sets_;
  absl::Mutex mutex_;
  std::shared_ptr<const TokenKeys> keys_ ABSL_GUARDED_BY(mutex_);
  std::string keys_text_ ABSL_GUARDED_BY(mutex_);
  absl::Time looked_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, Known, std::less<>> known_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace yachay::service

#endif  // SERVICE_TOKEN_VERIFIER_H_

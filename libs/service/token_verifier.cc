#include "service/token_verifier.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/log.h"
#include "service/refusal.h"
#include "service/tls.h"

namespace yachay::service {
namespace {

constexpr size_t kLongestToken = 8 << 10;
constexpr size_t kMostKnown = 4096;
constexpr char kKeys[] = "yachay_token_keys";
constexpr char kKeysHelp[] = "Keys of callers' tokens, by whether tokens can be verified with them";
constexpr absl::Duration kSkew = absl::Seconds(30);

bool IsFor(const nlohmann::json& claims, const std::string& audience) {
  const auto aud = claims.find("aud");
  if (aud == claims.end()) return false;
  if (aud->is_string()) return *aud == audience;
  if (!aud->is_array()) return false;
  for (const auto& one : *aud) {
    if (one == audience) return true;
  }
  return false;
}

std::optional<absl::Time> TimeOf(const nlohmann::json& claims, const char* name) {
  const auto claim = claims.find(name);
  if (claim == claims.end() || !claim->is_number()) return std::nullopt;
  return absl::UnixEpoch() + absl::Seconds(claim->get<double>());
}

}  // namespace

absl::StatusOr<std::unique_ptr<TokenVerifier>> TokenVerifier::Create(Options options, Metrics& metrics) {
  if (options.issuer.empty() || options.audience.empty()) {
    return absl::InvalidArgumentError("--auth-keys needs --auth-issuer and --auth-audience");
  }
  auto text = ReadSecretFile(options.keys_file);
  if (!text.ok()) return text.status();
  auto keys = TokenKeys::Parse(*text);
  if (!keys.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(options.keys_file, ": ", keys.status().message()));
  }
  std::unique_ptr<TokenVerifier> verifier(new TokenVerifier(std::move(options), metrics));
  absl::MutexLock lock(&verifier->mutex_);
  verifier->TakeUp(*std::move(keys), *std::move(text));
  verifier->looked_ = verifier->options_.now();
  return verifier;
}

TokenVerifier::TokenVerifier(Options options, Metrics& metrics)
    : options_(std::move(options)),
      usable_(metrics.Gauge(kKeys, kKeysHelp, {{"state", "usable"}})),
      passed_over_(metrics.Gauge(kKeys, kKeysHelp, {{"state", "passed_over"}})),
      refused_sets_(metrics.Counter("yachay_token_keys_refused_total",
                                    "Looks at the keys of tokens that found no usable set")) {}

void TokenVerifier::TakeUp(std::shared_ptr<const TokenKeys> keys, std::string text) {
  usable_.Set(static_cast<double>(keys->usable()));
  passed_over_.Set(static_cast<double>(keys->passed_over().size()));
  if (!keys->passed_over().empty()) {
    LogInfo("keys of tokens that are passed over", {{"keys", absl::StrJoin(keys->passed_over(), "; ")}});
  }
  keys_ = std::move(keys);
  keys_text_ = std::move(text);
  known_.clear();
}

void TokenVerifier::LookAgain(absl::Time now) {
  if (now < looked_ + options_.look_again) return;
  looked_ = now;
  auto text = ReadSecretFile(options_.keys_file);
  if (text.ok() && *text == keys_text_) return;
  auto keys = text.ok() ? TokenKeys::Parse(*text) : text.status();
  if (!keys.ok()) {
    refused_sets_.Increment();
    LogWarn("the keys of tokens cannot be read; those before stay in force",
            {{"error", std::string(keys.status().message())}});
    return;
  }
  TakeUp(*std::move(keys), *std::move(text));
}

absl::StatusOr<TokenVerifier::Known> TokenVerifier::Check(std::string_view token, const TokenKeys& keys,
                                                          absl::Time now) const {
  auto payload = keys.Verify(token);
  if (!payload.ok()) return payload.status();
  const auto claims = nlohmann::json::parse(*payload, nullptr, false);
  if (!claims.is_object()) return Refused(refusal::kMalformed, "the token's payload is no JSON object");
  if (claims.value("iss", nlohmann::json()) != options_.issuer)
    return Refused(refusal::kWrongIssuer, "the token is of another issuer");
  if (!IsFor(claims, options_.audience))
    return Refused(refusal::kWrongAudience, "the token is for another audience");
  const auto expires = TimeOf(claims, "exp");
  if (!expires) return Refused(refusal::kBadClaims, "the token has no time of expiry");
  if (now >= *expires + kSkew) return Refused(refusal::kExpired, "the token has expired");
  const auto begins = TimeOf(claims, "nbf");
  if (begins && now < *begins - kSkew) return Refused(refusal::kNotYetValid, "the token is not valid yet");
  auto caller = CallerOfClaims(*payload);
  if (!caller.ok()) return Refused(refusal::kBadClaims, caller.status().message());
  return Known{std::make_shared<const Caller>(*std::move(caller)), *expires + kSkew};
}

absl::StatusOr<std::shared_ptr<const Caller>> TokenVerifier::Verify(std::string_view token) {
  if (token.empty() || token.size() > kLongestToken) {
    return Refused(refusal::kMalformed, "expected a token of at most 8 KiB");
  }
  const absl::Time now = options_.now();
  std::shared_ptr<const TokenKeys> keys;
  {
    absl::MutexLock lock(&mutex_);
    LookAgain(now);
    const auto known = known_.find(token);
    if (known != known_.end() && now < known->second.expires) return known->second.caller;
    keys = keys_;
  }
  auto checked = Check(token, *keys, now);  // Outside the lock: a signature takes a tenth of a millisecond.
  if (!checked.ok()) return checked.status();
  absl::MutexLock lock(&mutex_);
  if (keys == keys_) {
    if (known_.size() >= kMostKnown) known_.clear();
    known_.insert_or_assign(std::string(token), *checked);
  }
  return checked->caller;
}

}  // namespace yachay::service

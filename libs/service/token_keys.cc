#include <cjose/cjose.h>

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "service/token_verifier.h"

namespace yachay::service {
namespace {

constexpr size_t kMostKeys = 100;

struct ReleaseJws {
  void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
};
using Jws = std::unique_ptr<cjose_jws_t, ReleaseJws>;

std::string HeaderOf(cjose_jws_t* jws, const char* name) {
  const char* value = cjose_header_get(cjose_jws_get_protected(jws), name, nullptr);
  return value == nullptr ? "" : value;
}

absl::Status Refused(const char* why) { return absl::UnauthenticatedError(why); }

}  // namespace

struct TokenKeys::Key {
  Key(cjose_jwk_t* given, std::string algorithm) : jwk(given), alg(std::move(algorithm)) {}
  ~Key() { cjose_jwk_release(jwk); }
  Key(const Key&) = delete;
  Key& operator=(const Key&) = delete;
  cjose_jwk_t* const jwk;
  const std::string alg;
};

TokenKeys::TokenKeys() = default;
TokenKeys::~TokenKeys() = default;

absl::StatusOr<std::shared_ptr<const TokenKeys>> TokenKeys::Parse(const std::string& jwks) {
  const auto document = nlohmann::json::parse(jwks, nullptr, false);
  if (!document.is_object() || !document.contains("keys") || !document["keys"].is_array() ||
      document["keys"].empty() || document["keys"].size() > kMostKeys) {
    return absl::InvalidArgumentError("expected a JWK set {\"keys\": […]} of 1 to 100 keys");
  }
  std::shared_ptr<TokenKeys> set(new TokenKeys);
  for (const auto& key : document["keys"]) {
    const std::string kid = key.is_object() ? key.value("kid", "") : "";
    const std::string alg = key.is_object() ? key.value("alg", "") : "";
    if (kid.empty()) return absl::InvalidArgumentError("a key without kid");
    if (alg != "RS256" && alg != "ES256") {
      return absl::InvalidArgumentError(absl::StrCat("key ", kid, ": alg: expected RS256 or ES256"));
    }
    const std::string text = key.dump();
    cjose_err error = {};
    cjose_jwk_t* jwk = cjose_jwk_import(text.data(), text.size(), &error);
    if (jwk == nullptr) return absl::InvalidArgumentError(absl::StrCat("key ", kid, ": is no JWK"));
    if (cjose_jwk_get_kty(jwk, nullptr) != (alg == "RS256" ? CJOSE_JWK_KTY_RSA : CJOSE_JWK_KTY_EC)) {
      cjose_jwk_release(jwk);
      return absl::InvalidArgumentError(absl::StrCat("key ", kid, ": kty does not go with ", alg));
    }
    if (!set->keys_.emplace(kid, std::make_unique<Key>(jwk, alg)).second) {
      return absl::InvalidArgumentError(absl::StrCat("key ", kid, " is there twice"));
    }
  }
  return set;
}

absl::StatusOr<std::string> TokenKeys::Verify(std::string_view token) const {
  cjose_err error = {};
  const Jws jws(cjose_jws_import(token.data(), token.size(), &error));
  if (jws == nullptr) return Refused("the token is no signed JWT");
  const auto key = keys_.find(HeaderOf(jws.get(), CJOSE_HDR_KID));
  if (key == keys_.end()) return Refused("the token names no key that is known here");
  // The algorithm is the key's, whatever the token says: "none" and HMAC with a public key get nowhere.
  if (HeaderOf(jws.get(), CJOSE_HDR_ALG) != key->second->alg) {
    return Refused("the token's algorithm is not its key's");
  }
  if (!cjose_jws_verify(jws.get(), key->second->jwk, &error))
    return Refused("the token's signature is wrong");
  uint8_t* payload = nullptr;
  size_t size = 0;
  if (!cjose_jws_get_plaintext(jws.get(), &payload, &size, &error))
    return Refused("the token has no payload");
  return std::string(payload, payload + size);
}

}  // namespace yachay::service

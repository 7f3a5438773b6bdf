#include <cjose/cjose.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "service/refusal.h"
#include "service/token_verifier.h"

namespace yachay::service {
namespace {

using nlohmann::json;

constexpr size_t kMostKeys = 100;
constexpr size_t kLongestName = 100;    // of a key, in what is told of it
constexpr size_t kShortestRsa = 2'048;  // bits: RFC 7518, 3.3

struct ReleaseJwk {
  void operator()(cjose_jwk_t* jwk) const { cjose_jwk_release(jwk); }
};
using Jwk = std::unique_ptr<cjose_jwk_t, ReleaseJwk>;

struct ReleaseJws {
  void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
};
using Jws = std::unique_ptr<cjose_jws_t, ReleaseJws>;

std::string HeaderOf(cjose_jws_t* jws, const char* name) {
  const char* value = cjose_header_get(cjose_jws_get_protected(jws), name, nullptr);
  return value == nullptr ? "" : value;
}

// Whether a text is what base64url without padding gives (RFC 7515). The library's decoder asserts that, so
// nothing else may reach it.
bool IsBase64Url(std::string_view text) {
  return text.size() % 4 != 1 && std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
         });
}

// header.payload.signature
bool IsCompactJws(std::string_view token) {
  const std::vector<absl::string_view> parts =
      absl::StrSplit(absl::string_view(token.data(), token.size()), '.');
  return parts.size() == 3 && std::all_of(parts.begin(), parts.end(), [](absl::string_view part) {
           return IsBase64Url({part.data(), part.size()});
         });
}

bool Is(const json& key, const char* member, const char* text) {
  const auto found = key.find(member);
  return found != key.end() && found->is_string() && *found == text;
}

std::string KidOf(const json& key) {
  const auto kid = key.is_object() ? key.find("kid") : key.end();
  return kid != key.end() && kid->is_string() ? kid->get<std::string>() : "";
}

// RFC 7517, 4.2 and 4.3: what the key is for.
absl::Status CheckUse(const json& key) {
  if (key.contains("use") && !Is(key, "use", "sig")) return absl::InvalidArgumentError("use: is not sig");
  const auto operations = key.find("key_ops");
  if (operations == key.end()) return absl::OkStatus();
  if (!operations->is_array() || std::count(operations->begin(), operations->end(), "verify") == 0) {
    return absl::InvalidArgumentError("key_ops: verify is not among them");
  }
  return absl::OkStatus();
}

// The one algorithm that the key is taken for. `alg` may be absent: then its kind says it.
absl::StatusOr<std::string> AlgorithmOf(const json& key) {
  const bool rsa = Is(key, "kty", "RSA");
  if (!rsa && !(Is(key, "kty", "EC") && Is(key, "crv", "P-256"))) {
    return absl::InvalidArgumentError("kty: neither RSA nor EC with crv P-256");
  }
  const char* const alg = rsa ? "RS256" : "ES256";
  if (key.contains("alg") && !Is(key, "alg", alg)) {
    return absl::InvalidArgumentError(absl::StrCat("alg: is not ", alg));
  }
  return alg;
}

// Only what such a public key consists of: nothing else of what others publish reaches the library.
Jwk Import(const json& key, const std::string& alg) {
  const bool rsa = alg == "RS256";
  json needed = {{"kty", key["kty"]}};
  if (!rsa) needed["crv"] = key["crv"];
  for (const char* number : rsa ? std::array{"n", "e"} : std::array{"x", "y"}) {
    const auto found = key.find(number);
    if (found == key.end() || !found->is_string() || !IsBase64Url(found->get_ref<const std::string&>()))
      return nullptr;
    needed[number] = *found;
  }
  const std::string text = needed.dump();
  return Jwk(cjose_jwk_import(text.data(), text.size(), nullptr));
}

}  // namespace

struct TokenKeys::Key {
  Key(Jwk given, std::string algorithm) : jwk(std::move(given)), alg(std::move(algorithm)) {}
  const Jwk jwk;
  const std::string alg;
};

TokenKeys::TokenKeys() = default;
TokenKeys::~TokenKeys() = default;

absl::StatusOr<std::shared_ptr<const TokenKeys>> TokenKeys::Parse(const std::string& jwks) {
  const auto document = json::parse(jwks, nullptr, false);
  if (!document.is_object() || !document.contains("keys") || !document["keys"].is_array() ||
      document["keys"].empty() || document["keys"].size() > kMostKeys) {
    return absl::InvalidArgumentError("expected a JWK set {\"keys\": […]} of 1 to 100 keys");
  }
  std::shared_ptr<TokenKeys> set(new TokenKeys);
  for (const auto& key : document["keys"]) {
    const absl::Status taken = set->Take(key);
    if (taken.ok()) continue;
    const std::string kid = absl::CHexEscape(KidOf(key).substr(0, kLongestName));
    set->passed_over_.push_back(absl::StrCat(kid.empty() ? "no kid" : kid, ": ", taken.message()));
  }
  if (!set->keys_.empty()) return set;
  return absl::InvalidArgumentError(
      absl::StrCat("no key that verifies RS256 or ES256: ", absl::StrJoin(set->passed_over_, "; ")));
}

absl::Status TokenKeys::Take(const json& key) {
  const std::string kid = KidOf(key);
  if (kid.empty()) return absl::InvalidArgumentError("kid: expected a text");
  if (absl::Status use = CheckUse(key); !use.ok()) return use;
  auto alg = AlgorithmOf(key);
  if (!alg.ok()) return alg.status();
  Jwk jwk = Import(key, *alg);
  if (jwk == nullptr) return absl::InvalidArgumentError("is no JWK of its kty");
  if (*alg == "RS256" && cjose_jwk_get_keysize(jwk.get(), nullptr) < kShortestRsa) {
    return absl::InvalidArgumentError("n: shorter than 2048 bits");
  }
  if (keys_.contains(kid)) return absl::InvalidArgumentError("kid: is there twice");
  keys_.emplace(kid, std::make_unique<Key>(std::move(jwk), *std::move(alg)));
  return absl::OkStatus();
}

absl::StatusOr<std::string> TokenKeys::Verify(std::string_view token) const {
  if (!IsCompactJws(token)) return Refused(refusal::kMalformed, "the token is no signed JWT");
  cjose_err error = {};
  const Jws jws(cjose_jws_import(token.data(), token.size(), &error));
  if (jws == nullptr) return Refused(refusal::kMalformed, "the token is no signed JWT");
  const auto key = keys_.find(HeaderOf(jws.get(), CJOSE_HDR_KID));
  if (key == keys_.end()) {
    return Refused(refusal::kUnknownKey, "the token names no key that is known here");
  }
  // The algorithm is the key's, whatever the token says: "none" and HMAC with a public key get nowhere.
  if (HeaderOf(jws.get(), CJOSE_HDR_ALG) != key->second->alg) {
    return Refused(refusal::kWrongAlgorithm, "the token's algorithm is not its key's");
  }
  if (!cjose_jws_verify(jws.get(), key->second->jwk.get(), &error)) {
    return Refused(refusal::kBadSignature, "the token's signature is wrong");
  }
  uint8_t* payload = nullptr;
  size_t size = 0;
  if (!cjose_jws_get_plaintext(jws.get(), &payload, &size, &error)) {
    return Refused(refusal::kMalformed, "the token has no payload");
  }
  return std::string(payload, payload + size);
}

}  // namespace yachay::service

#include "service/token_signer.h"

#include <cjose/cjose.h>

#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>

namespace yachay::service {
namespace {

using Jwk = std::unique_ptr<cjose_jwk_t, void (*)(cjose_jwk_t*)>;
using Jws = std::unique_ptr<cjose_jws_t, void (*)(cjose_jws_t*)>;
using Header = std::unique_ptr<cjose_header_t, void (*)(cjose_header_t*)>;

void Release(cjose_jwk_t* key) { cjose_jwk_release(key); }

nlohmann::json JsonOf(const cjose_jwk_t* key, bool with_private) {
  const std::unique_ptr<char, void (*)(void*)> text(cjose_jwk_to_json(key, with_private, nullptr),
                                                    &std::free);
  auto json = nlohmann::json::parse(text == nullptr ? "{}" : text.get(), nullptr, false);
  json["alg"] = "ES256";
  json["use"] = "sig";
  return json;
}

}  // namespace

absl::StatusOr<SigningKey> MakeSigningKey(const std::string& kid) {
  const Jwk key(cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, nullptr), &Release);
  if (key == nullptr || !cjose_jwk_set_kid(key.get(), kid.data(), kid.size(), nullptr)) {
    return absl::InternalError("no key could be made");
  }
  const nlohmann::json set = {{"keys", {JsonOf(key.get(), false)}}};
  return SigningKey{JsonOf(key.get(), true).dump(), set.dump()};
}

absl::StatusOr<std::string> SignToken(const std::string& private_jwk, const std::string& claims) {
  const auto json = nlohmann::json::parse(private_jwk, nullptr, false);
  for (const char* member : {"d", "kid", "alg"}) {
    if (json.is_object() && json.contains(member) && json[member].is_string()) continue;
    return absl::InvalidArgumentError("expected a private JWK with kid, alg and d");
  }
  const Jwk key(cjose_jwk_import(private_jwk.data(), private_jwk.size(), nullptr), &Release);
  const Header header(cjose_header_new(nullptr), &cjose_header_release);
  const std::string alg = json["alg"], kid = json["kid"];
  if (key == nullptr || header == nullptr ||
      !cjose_header_set(header.get(), CJOSE_HDR_ALG, alg.c_str(), nullptr) ||
      !cjose_header_set(header.get(), CJOSE_HDR_KID, kid.c_str(), nullptr)) {
    return absl::InvalidArgumentError("the key cannot be read");
  }
  const auto* bytes = reinterpret_cast<const uint8_t*>(claims.data());
  const Jws jws(cjose_jws_sign(key.get(), header.get(), bytes, claims.size(), nullptr), &cjose_jws_release);
  const char* token = nullptr;
  if (jws == nullptr || !cjose_jws_export(jws.get(), &token, nullptr)) {
    return absl::InvalidArgumentError("the token cannot be signed with this key");
  }
  return std::string(token);
}

}  // namespace yachay::service

// Any text as a token is refused with a reason; any text as the claims of a token that is signed well is
// refused with a reason, or names a caller as its claims do.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>

#include "absl/time/clock.h"
#include "service/auth.h"
#include "service/refusal.h"
#include "service/token_signer.h"
#include "service/token_verifier.h"

namespace {

using namespace yachay::service;  // NOLINT(google-build-using-namespace): a fuzz target

void Check(bool holds) {
  if (!holds) std::abort();
}

struct Issuer {
  Issuer() {
    const std::string file = std::filesystem::temp_directory_path() / "fuzz_token.jwks";
    std::ofstream(file) << key.public_jwks;
    const auto now = [] { return absl::FromUnixSeconds(1'790'000'000); };
    verifier = *TokenVerifier::Create(
        {.keys_file = file, .issuer = "i", .audience = "a", .look_again = absl::Hours(1), .now = now},
        metrics);
  }
  const SigningKey key = *MakeSigningKey("k");
  Metrics metrics;
  std::unique_ptr<TokenVerifier> verifier;
};

void CheckRefused(const absl::Status& status) {
  Check(absl::IsUnauthenticated(status) && !ReasonOf(status).empty() && !status.message().empty());
}

void TryClaims(Issuer& issuer, const std::string& claims) {
  const auto token = SignToken(issuer.key.private_jwk, claims);
  if (!token.ok()) return;
  const auto payload = PayloadOf(*token);
  Check(payload.ok() && *payload == claims);
  const auto caller = issuer.verifier->Verify(*token);
  if (!caller.ok()) return CheckRefused(caller.status());
  const auto read = CallerOfClaims(claims);
  Check(read.ok() && read->subject == (*caller)->subject && read->game_id == (*caller)->game_id);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Issuer issuer;
  const std::string text(reinterpret_cast<const char*>(data), size);
  CheckRefused(issuer.verifier->Verify(TokenOf(text)).status());
  CheckRefused(issuer.verifier->Verify(text).status());
  (void)PayloadOf(text);
  TryClaims(issuer, text);
  return 0;
}

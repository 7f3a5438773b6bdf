// Any text is a set with a usable key and what is said of the others, or is refused; a token is then verified
// or refused with a reason.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "service/refusal.h"
#include "service/token_signer.h"
#include "service/token_verifier.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace yachay::service;
  static const std::string token = *SignToken(MakeSigningKey("k1")->private_jwk, "{}");
  const auto keys = TokenKeys::Parse(std::string(reinterpret_cast<const char*>(data), size));
  if (!keys.ok()) {
    if (!absl::IsInvalidArgument(keys.status()) || keys.status().message().empty()) std::abort();
    return 0;
  }
  if ((*keys)->usable() == 0 || (*keys)->usable() + (*keys)->passed_over().size() > 100) std::abort();
  const auto payload = (*keys)->Verify(token);
  if (payload.ok() || ReasonOf(payload.status()).empty()) std::abort();  // Nobody else has its key.
  return 0;
}

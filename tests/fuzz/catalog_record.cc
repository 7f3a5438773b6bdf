// Any bytes are a change of the catalogue or are refused; what is read is written again the same, and the
// catalogue holds only what Validate finds nothing wrong with. The input: changes, each after a byte of its
// length.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "adapters/catalog_codec.h"

using namespace yachay::recommendation;  // NOLINT(google-build-using-namespace): a fuzz target

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Catalog catalog;
  for (std::size_t at = 0; at < size;) {
    const std::size_t length = std::min<std::size_t>(data[at], size - at - 1);
    const auto change = DecodeChange({reinterpret_cast<const char*>(data) + at + 1, length});
    at += 1 + length;
    if (!change.ok()) {
      if (!absl::IsInvalidArgument(change.status())) std::abort();
      continue;
    }
    const auto again = DecodeChange(EncodeChange(*change));
    if (!again.ok() || EncodeChange(*again) != EncodeChange(*change)) std::abort();
    const auto outcome = catalog.Apply(*change);
    if (outcome.applied && (outcome.entry == nullptr || !Validate(outcome.entry->content).empty()))
      std::abort();
  }
  for (const auto& entry : *catalog.Published()) {
    if (!entry->published || catalog.Find(entry->content.id) != entry) std::abort();
  }
  return 0;
}

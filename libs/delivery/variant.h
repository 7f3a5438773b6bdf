#ifndef DELIVERY_VARIANT_H_
#define DELIVERY_VARIANT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "delivery/connection.h"
#include "delivery/device.h"

namespace yachay::delivery {

// How rich a variant is, from the lightest.
enum class VariantKind { kText, kAudio, kLow, kStandard, kHigh };

// "text", "audio", "low", "standard", "high"; the other way round nullopt for any other word.
std::string_view Name(VariantKind kind);
std::optional<VariantKind> ParseVariantKind(std::string_view name);

// One form of a piece of content.
struct Variant {
  std::string id;
  VariantKind kind = VariantKind::kText;
  std::int64_t bytes = 0;                // size of the download
  std::int64_t min_ram_mib = 0;          // memory that a device needs
  std::vector<std::string> codecs = {};  // that a device must decode
  std::string sha256 = {};               // of the download, in hex; may be empty

  bool operator==(const Variant&) const = default;
};

// Whether the device has the memory for it and decodes it.
bool Runs(const Variant& variant, const Device& device);

// Seconds to fetch bytes: one round trip to ask, then the bytes at the connection's goodput. Infinite when
// offline.
double DownloadSeconds(std::int64_t bytes, const Connection& connection);

// Index of the best variant that the device can run and that downloads within budget_seconds: the richest
// kind, the smaller one of two of a kind, the first on a tie. nullopt when there is none; always when
// offline.
std::optional<std::size_t> PickVariant(absl::Span<const Variant> variants, const Device& device,
                                       const Connection& connection, double budget_seconds);

}  // namespace yachay::delivery

#endif  // DELIVERY_VARIANT_H_

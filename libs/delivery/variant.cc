#include "delivery/variant.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

namespace yachay::delivery {
namespace {

constexpr std::string_view kKinds[] = {"text", "audio", "low", "standard", "high"};

bool Better(const Variant& a, const Variant& b) {
  if (a.kind != b.kind) return a.kind > b.kind;
  return a.bytes < b.bytes;
}

}  // namespace

std::string_view Name(VariantKind kind) { return kKinds[static_cast<int>(kind)]; }

std::optional<VariantKind> ParseVariantKind(std::string_view name) {
  const auto* found = std::find(std::begin(kKinds), std::end(kKinds), name);
  if (found == std::end(kKinds)) return std::nullopt;
  return static_cast<VariantKind>(found - std::begin(kKinds));
}

bool Runs(const Variant& variant, const Device& device) {
  return variant.min_ram_mib <= PlanningRamMib(device) && Decodes(device, variant.codecs);
}

double DownloadSeconds(std::int64_t bytes, const Connection& connection) {
  const double kbps = PlanningKbps(connection);
  if (kbps <= 0) return std::numeric_limits<double>::infinity();
  const double asking = std::isnan(connection.rtt_ms) ? 0 : connection.rtt_ms / 1000;
  return asking + static_cast<double>(bytes) * 8 / (kbps * 1000);
}

std::optional<std::size_t> PickVariant(absl::Span<const Variant> variants, const Device& device,
                                       const Connection& connection, double budget_seconds) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < variants.size(); ++i) {
    if (!Runs(variants[i], device)) continue;
    if (!(DownloadSeconds(variants[i].bytes, connection) <= budget_seconds)) continue;
    if (!best || Better(variants[i], variants[*best])) best = i;
  }
  return best;
}

}  // namespace yachay::delivery

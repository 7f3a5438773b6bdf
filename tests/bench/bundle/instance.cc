#include "bundle/instance.h"

#include <algorithm>
#include <cmath>

namespace yachay::bench {
namespace {

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15ULL + 1) {}
  double Next() {  // SplitMix64, 0 to below 1
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return static_cast<double>((z ^ (z >> 31U)) >> 11U) * 0x1.0p-53;
  }
  double Within(double low, double high) { return low + (high - low) * Next(); }

 private:
  std::uint64_t state_;
};

constexpr double kBytes[] = {20'000, 400'000, 1'000'000, 4'000'000, 12'000'000};
constexpr double kRichness[] = {0.70, 0.85, 0.90, 0.96, 1.0};

delivery::BundleItem MakeItem(Draw& draw, double kbps, double rtt_ms) {
  delivery::BundleItem item;
  const int skill = static_cast<int>(draw.Next() * 12);
  item.teaches = {skill};
  if (skill >= 6) item.needs = {skill - 6};
  const double worth = draw.Within(0.05, 1);
  const double seconds = draw.Within(60, 600);
  for (int form = 0; form < 5; ++form) {
    if (draw.Next() < 0.35) continue;
    const double bytes = std::floor(kBytes[form] * draw.Within(0.6, 1.8));
    const double download_ms = std::ceil(rtt_ms + bytes * 8 / kbps);
    item.variants.push_back({worth * kRichness[form],
                             {static_cast<std::int64_t>(bytes), static_cast<std::int64_t>(download_ms),
                              static_cast<std::int64_t>(download_ms * 1.2 + seconds * 900)}});
  }
  return item;
}

}  // namespace

BundleInstance MakeBundleInstance(std::uint64_t seed, int forms) {
  Draw draw(seed);
  const double kbps = std::exp(draw.Within(std::log(40), std::log(20'000)));
  const double rtt_ms = draw.Within(50, 1500);
  BundleInstance instance;
  for (int left = forms; left > 0;) {
    delivery::BundleItem item = MakeItem(draw, kbps, rtt_ms);
    if (item.variants.empty()) continue;
    if (static_cast<int>(item.variants.size()) > left) item.variants.resize(static_cast<std::size_t>(left));
    left -= static_cast<int>(item.variants.size());
    instance.items.push_back(std::move(item));
  }
  instance.budget = {static_cast<std::int64_t>(std::exp(draw.Within(std::log(1e6), std::log(3e8)))),
                     static_cast<std::int64_t>(draw.Within(60, 3600) * 1000),
                     static_cast<std::int64_t>(draw.Within(2e6, 2e7))};
  return instance;
}

}  // namespace yachay::bench

#include "delivery/bundle.h"

#include <algorithm>
#include <utility>

#include "delivery/bundle_core.h"
#include "delivery/bundle_items.h"
#include "delivery/bundle_search.h"

namespace yachay::delivery {
namespace {

constexpr std::size_t kNarrow = 300;  // states kept after an item, at first
constexpr std::size_t kWider = 4;     // times as many, the next time

BundlePlan PlanOf(const Found& found, absl::Span<const BundleItem> items,
                  const std::vector<OrderedItem>& ordered) {
  BundlePlan plan{.taken = found.taken, .value = 0, .cost = {}, .gap = 0};
  std::vector<std::size_t> place(items.size());
  for (std::size_t i = 0; i < ordered.size(); ++i) place[ordered[i].item] = i;
  std::sort(plan.taken.begin(), plan.taken.end(),
            [&](const auto& a, const auto& b) { return place[a.item] < place[b.item]; });
  for (const auto& [item, variant] : plan.taken) {
    const BundleVariant& taken = items[item].variants[variant];
    plan.value += taken.value;
    plan.cost.bytes += taken.cost.bytes;
    plan.cost.download_ms += taken.cost.download_ms;
    plan.cost.battery_mj += taken.cost.battery_mj;
  }
  return plan;
}

}  // namespace

absl::StatusOr<BundlePlan> PlanOfflineBundle(absl::Span<const BundleItem> items, const BundleCost& budget,
                                             const BundleOptions& options) {
  const auto ordered = OrderItems(items, CostsOf(budget), options);
  if (!ordered.ok()) return ordered.status();
  std::vector<OrderedItem> core = *ordered;
  BundlePrices prices;
  Found best;
  double gap = 0;
  std::size_t looked = 0;
  for (std::size_t width = kNarrow;; width *= kWider) {
    BundleSearch search(core, CostsOf(budget), prices, std::move(best));
    const double bound = search.Run(width);
    best = search.best();
    gap = bound > best.value * (1 + kPlanPrecision) ? bound - best.value : 0;
    looked += search.looked();
    if (gap == 0 || looked + kWider * search.looked() > options.max_states) break;
    prices = search.bound().prices();
    core = FindCore(std::move(core), search.bound(), best.value);
  }
  BundlePlan plan = PlanOf(best, items, *ordered);
  plan.gap = gap;
  return plan;
}

}  // namespace yachay::delivery

#ifndef DELIVERY_BUNDLE_ITEMS_H_
#define DELIVERY_BUNDLE_ITEMS_H_

#include <array>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "delivery/bundle.h"

// What the search of bundle.h works on. Internal to it.
namespace yachay::delivery {

inline constexpr std::size_t kBudgets = 3;
using Costs = std::array<std::int64_t, kBudgets>;
inline Costs CostsOf(const BundleCost& cost) { return {cost.bytes, cost.download_ms, cost.battery_mj}; }

inline constexpr double kPlanPrecision = 1e-12;  // of the value; plans closer than that are alike

struct Choice {
  Costs costs;
  double value;
  std::size_t variant;
};

// An item whose needs stand before it, with bits for the skills that are both needed and taught.
struct OrderedItem {
  std::size_t item;  // of the caller
  std::vector<Choice> choices;
  std::uint64_t teaches = 0;
  std::uint64_t needs = 0;
  std::uint64_t open = 0;  // skills that an item after this one needs
  bool must = false;       // whatever beats the best plan known takes it
};

// Checks, drops what can never be taken, and puts what is left in an order of needs; the errors of
// PlanOfflineBundle.
absl::StatusOr<std::vector<OrderedItem>> OrderItems(absl::Span<const BundleItem> items, const Costs& budget,
                                                    const BundleOptions& options);

// Keeps the order, but whoever teaches a skill comes before whoever needs it. False: needs go in a circle.
bool Arrange(std::vector<OrderedItem>& items);

}  // namespace yachay::delivery

#endif  // DELIVERY_BUNDLE_ITEMS_H_

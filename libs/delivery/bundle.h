#ifndef DELIVERY_BUNDLE_H_
#define DELIVERY_BUNDLE_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace yachay::delivery {

// What taking something to the road costs, or may cost. Each 0 and above.
struct BundleCost {
  std::int64_t bytes = 0;        // of storage
  std::int64_t download_ms = 0;  // of being connected
  std::int64_t battery_mj = 0;   // millijoules: for the download, and for playing it once

  bool operator==(const BundleCost&) const = default;
};

// One form of an item.
struct BundleVariant {
  double value = 0;  // what having it is worth, for example chance needed × gain; finite, 0 and above
  BundleCost cost;
};

// Something that may go into the bundle, in at most one of its forms. Skills are numbers of the caller's.
struct BundleItem {
  std::vector<BundleVariant> variants;
  std::vector<int> teaches;  // skills
  std::vector<int> needs;    // skills that are not known yet: each must be taught by another taken item
};

// What is taken, in an order in which it can be played: what teaches a skill stands before what needs it.
struct BundlePlan {
  struct Choice {
    std::size_t item = 0;
    std::size_t variant = 0;

    bool operator==(const Choice&) const = default;
  };
  std::vector<Choice> taken;
  double value = 0;
  BundleCost cost;
  double gap = 0;  // no plan is worth more than value + gap; 0 (to 1e-12 of value): this is the best
};

struct BundleOptions {
  std::size_t max_variants = 500;  // over all items
  std::size_t max_states =
      1'000'000;  // of the search, 64 bytes each; then the best so far is given with its gap
};

// The forms worth most that keep all three budgets, at most one of an item, each with all that it needs.
// Items are taken in the order of their needs; states (what was spent, what was taught, what it is worth)
// that another one dominates are dropped (Nemhauser & Ullmann 1969), and so are those that cannot beat the
// best found, by the least of three bounds: for each budget the fractional relaxation on each item's convex
// hull (Sinha & Zoltners 1979). The best found comes from greedy completions along the way. Deterministic.
// InvalidArgument: too many variants, a value that is not finite or below 0, a cost or a budget below 0,
// items that need each other in a circle, more than 64 skills that are both needed and taught.
absl::StatusOr<BundlePlan> PlanOfflineBundle(absl::Span<const BundleItem> items, const BundleCost& budget,
                                             const BundleOptions& options = {});

}  // namespace yachay::delivery

#endif  // DELIVERY_BUNDLE_H_

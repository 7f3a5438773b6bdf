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
  std::size_t max_variants = 2'000;    // over all items
  std::size_t max_states = 2'000'000;  // looked at; then the best so far is given with its gap. 0: one pass
};

// The forms worth most that keep all three budgets, at most one of an item, each with all that it needs.
// Items are gone through one by one with the states that are possible after each (what was spent, taught and
// earned), without those that another one dominates (Nemhauser & Ullmann 1969) or that cannot beat the best
// found, by Lagrangian bounds. First few states are kept; what the bounds then rule out is settled, and the
// search is made again over what is left, close cases last (the core, Pisinger 1997), with more of them,
// until none is let go that could have been better: gap 0. Deterministic: no clock is asked.
//
// Up to 500 forms whose worth is not a function of their cost it has always come to gap 0; where worth is
// cost, as in a subset sum, it may end at max_states, with gaps seen of up to 0.2 % of the value.
// InvalidArgument: too many variants, a value that is not finite or below 0, a cost or a budget below 0,
// items that need each other in a circle, more than 64 skills that are both needed and taught.
absl::StatusOr<BundlePlan> PlanOfflineBundle(absl::Span<const BundleItem> items, const BundleCost& budget,
                                             const BundleOptions& options = {});

}  // namespace yachay::delivery

#endif  // DELIVERY_BUNDLE_H_

#ifndef DELIVERY_BUNDLE_H_
#define DELIVERY_BUNDLE_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace yachay::delivery {

// Something that may go into an offline bundle.
struct BundleCandidate {
  double value = 0;        // what having it is worth, for example chance needed × gain; finite, 0 and above
  std::int64_t bytes = 0;  // its size; 0 and above
  int item = 0;            // candidates of the same item are its variants: at most one of them is taken
};

struct BundlePlan {
  std::vector<std::size_t> taken;  // indices of candidates, ascending
  double value = 0;
  std::int64_t bytes = 0;
  double gap =
      0;  // no plan is worth more than value + gap; 0 (to 1e-12 of value) unless max_states stopped it
};

struct BundleOptions {
  std::size_t max_candidates = 500;
  std::size_t max_states =
      1'000'000;  // of the search (24 bytes each); then the best so far is given with its gap
};

// The candidates worth most that fit into budget_bytes: a multiple-choice knapsack, solved exactly, without
// rounding bytes. Dynamic programming over undominated (bytes, value) states (Nemhauser & Ullmann 1969), cut
// by the fractional relaxation on each item's convex hull (Sinha & Zoltners 1979). Deterministic.
// InvalidArgument: too many candidates, a value that is not finite or below 0, bytes or a budget below 0.
absl::StatusOr<BundlePlan> PlanOfflineBundle(absl::Span<const BundleCandidate> candidates,
                                             std::int64_t budget_bytes, const BundleOptions& options = {});

}  // namespace yachay::delivery

#endif  // DELIVERY_BUNDLE_H_

#ifndef RECOMMENDATION_CORE_EXPLORATION_H_
#define RECOMMENDATION_CORE_EXPLORATION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "core/policy.h"
#include "core/scoring.h"

namespace yachay::recommendation {

// SplitMix64 over an FNV-1a hash of the seed: the same everywhere, unlike the standard distributions.
class Chance {
 public:
  explicit Chance(const std::string& seed);
  double Next();  // 0 to below 1

 private:
  std::uint64_t state_ = 0xCBF29CE484222325ULL;
};

// Thompson sampling as chances: with which chance each of independent normals N(mean, sd²) draws the highest
// value (Thompson 1933). By quadrature over 14 points per arm;
// sums to 1; within 5e-3 of the exact integral. A sd of 0 counts as 1e-6.
std::vector<double> HighestDrawChances(absl::Span<const double> means, absl::Span<const double> sds);

// With which chance each of `best` (in order; at most policy.explored count) gets a place:
//   (1 - e) for the first, and e · ((1 - f) · HighestDrawChances + f / n) for each of the n that may be
//   explored,
// e being policy.exploration and f policy.exploration_floor. The first may always be; another only when its
// chance of success is at least policy.least_success. The rest have chance 0. Sums to 1. REQUIRES: not empty.
std::vector<double> PlaceChances(absl::Span<const Scored> best, const Policy& policy);

// The index that `at` (0 to below 1) falls on, when the chances lie one after the other.
std::size_t IndexAt(absl::Span<const double> chances, double at);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_EXPLORATION_H_

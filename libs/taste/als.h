// Item factors from who completed or rated what: alternating least squares on implicit feedback.
//
// Source: Hu, Koren, Volinsky (2008): preference 1 for what was met, confidence 1 + c · weight; each side in
// turn solves (YᵀY + λI + Σ (confidence − 1) y yᵀ) x = Σ confidence · y. Deterministic: the same
// interactions, in whatever order, and the same seed give the same factors.
#ifndef TASTE_ALS_H_
#define TASTE_ALS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "taste/taste.h"

namespace yachay::taste {

struct Interaction {
  std::string learner;
  std::string item;
  double weight = 1;  // above 0; of one learner and one item the greatest counts
};

struct AlsOptions {
  int rank = 32;               // factors, 1 to 256
  int iterations = 15;         // 1 to 1000; each solves both sides once
  double regularization = 20;  // λ, above 0
  double confidence = 1;       // c, 0 and above
  std::uint64_t seed = 1;
};

// InvalidArgument: no interactions, a weight that is not above 0, or an option out of its range.
absl::StatusOr<Taste> FitAls(const std::vector<Interaction>& interactions, const AlsOptions& options = {});

}  // namespace yachay::taste

#endif  // TASTE_ALS_H_

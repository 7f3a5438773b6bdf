#ifndef RECOMMENDATION_CORE_RANKER_REASONS_H_
#define RECOMMENDATION_CORE_RANKER_REASONS_H_

#include <optional>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "core/recommender.h"

namespace yachay::recommendation {

// What is told of a pair feature that speaks for an item. Its sentence must be true of the value, so a code
// may be for one side only: a ranker can like what is far from new, and that is no NEW_FOR_YOU.
struct Telling {
  enum class Of { kAny, kAtLeast, kBelow };
  std::string_view feature;
  Of of = Of::kAny;  // which values; a value that is not known has nothing to tell, but for kAny
  double level = 0;  // of kAtLeast and kBelow
  std::optional<ReasonCode> code = {};  // nullopt: what the rules say, which the heuristic is made of
  bool learners = false;  // the same for every item of an answer: told after what is the item's own
};

// For every name of PairFeatureNames at least one.
absl::Span<const Telling> Tellings();

// An item's reasons with a ranker's: first that it is there by chance, if it is; then what speaks for it, at
// most three, the item's own before the learner's and each the strongest first, the rules standing where the
// heuristic does; then the rules that are left. Nothing twice; what speaks against the item, or names no
// feature of ours, is not told.
std::vector<ReasonCode> CombineReasons(const std::vector<ReasonCode>& rules, std::vector<Contribution> why,
                                       const PairFeatures& features);

// Does so for each item. REQUIRES: why.size() == answer.items.size().
void AddRankerReasons(const std::vector<std::vector<Contribution>>& why, Answer& answer);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_RANKER_REASONS_H_

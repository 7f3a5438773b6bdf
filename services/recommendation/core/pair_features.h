#ifndef RECOMMENDATION_CORE_PAIR_FEATURES_H_
#define RECOMMENDATION_CORE_PAIR_FEATURES_H_

#include <array>
#include <vector>

#include "core/scoring.h"

namespace yachay::recommendation {

// What a ranker reads of a learner and an item, in the order of PairFeatureNames. They are logged as served,
// so that training sees what the answer was made from, and nothing that came later. A new feature goes to the
// end; a ranker that does not know it refuses the call, and the heuristic orders (FALLBACK_NO_RANKER) until
// one is trained on logs that have it: deploy, wait for the log, train.
inline constexpr std::size_t kPairFeatures = 18;
using PairFeatures = std::array<float, kPairFeatures>;

const std::array<const char*, kPairFeatures>& PairFeatureNames();

PairFeatures FeaturesOf(const Scored& scored, const Learner& learner, const LearnerColumns& columns,
                        const Circumstances& circumstances, double low_chance, std::int64_t now_ms);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_PAIR_FEATURES_H_

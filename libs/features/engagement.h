#ifndef FEATURES_ENGAGEMENT_H_
#define FEATURES_ENGAGEMENT_H_

#include <array>
#include <cstdint>

#include "features/builtins.h"
#include "features/view.h"

namespace yachay::features {

inline constexpr std::size_t kEngagementColumns = 11;

// Names, in the order of the public data set: "Age", …, "AchievementsUnlocked".
const std::array<const char*, kEngagementColumns>& EngagementColumns();

// services/feature-store/features/engagement.yaml as it was when this was built, and the view it makes,
// alone.
ViewSource EngagementSource();
const ViewSet& EngagementViews();

// The eleven values as of a time, in that order: what the store serves and what training reads, by the same
// code. REQUIRES: a state folded by a plan that holds that of EngagementViews().
std::array<FeatureValue, kEngagementColumns> EngagementRow(const LearnerState& state, std::int64_t as_of_ms);

}  // namespace yachay::features

#endif  // FEATURES_ENGAGEMENT_H_

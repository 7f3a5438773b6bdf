#ifndef CLI_COMPARE_AS_SERVED_H_
#define CLI_COMPARE_AS_SERVED_H_

#include <cstdint>

#include "core/learner.h"
#include "features/learner_state.h"
#include "learning/calibration.h"

namespace yachay::compare {

// What the recommendation service knows of this learner: the feature store's views read the state, and the
// service's own codec reads their columns. Both parts serve; only the wire between them is left out.
recommendation::Learner ReadAsServed(const features::LearnerState& state,
                                     const learning::Calibration& calibration, std::int64_t now_ms);

}  // namespace yachay::compare

#endif  // CLI_COMPARE_AS_SERVED_H_

#ifndef FEATURES_FOLD_H_
#define FEATURES_FOLD_H_

#include <cstdint>

#include "events/event.h"
#include "features/event_window.h"
#include "features/learner_state.h"
#include "features/plan.h"
#include "gamification/rules.h"
#include "learning/calibration.h"

// The one code path of features: the store applies live events with it, training rows replay the log with it.
// Pure: no clock, no randomness. All functions REQUIRE an event that events::Decode accepted.
namespace yachay::features {

// Goes into the hash of every view: raise it whenever the same log would give another state or value.
inline constexpr int kFoldVersion = 4;

struct LogPosition {
  std::int32_t partition = 0;
  std::int64_t offset = 0;
};

// What a fold needs to know: fixed for a state's whole life, or the state is to be folded anew from the log.
struct FoldRules {
  const learning::Calibration& calibration;
  const Plan& plan;                              // of the views that will read the state
  const gamification::Rules* rewards = nullptr;  // nullptr: nothing is won
};

enum class FoldResult {
  kApplied,
  kDuplicate,    // an event of this id was applied before, from another place on the log
  kRedelivered,  // this very record was applied before
};

// Applies the event unless it was applied before. Only kApplied changes `state`; the window moves on in any
// case.
FoldResult Apply(LearnerState& state, EventWindow& window, const events::Event& event,
                 const LogPosition& position, const FoldRules& rules);

// The effect alone, whether or not it happened before. In which order events come does not matter to
// declared features, device and profile; the tracer and the smoothing of connections learn in the order
// given, and lists that are full (features/learner_state.h) keep what fits. An erasure forgets all that is
// known, and what comes after it with a time before it has no effect.
void Fold(LearnerState& state, const events::Event& event, const FoldRules& rules);

}  // namespace yachay::features

#endif  // FEATURES_FOLD_H_

#ifndef FEATURES_CONSENT_H_
#define FEATURES_CONSENT_H_

#include "events/event.h"
#include "features/fold.h"
#include "features/learner_state.h"

// What may be folded of a learner who has not consented to personalisation: only what the game needs to run.
// That is the device, the connection, preferences, language and grade, the level and achievements that the
// game shows, and consents and erasure themselves. Sessions, answers, contents, purchases, year of birth,
// region and gender are passed over; the event only counts as having come.
namespace yachay::features {

// What counts while nobody has said anything. A ConsentChanged always counts over it.
enum class ConsentRule { kAssumed, kRequired };

bool MayPersonalise(const LearnerState& state, ConsentRule rule);
// Whether the learner may be in training rows.
bool MayTrain(const Latest<bool>& training, ConsentRule rule);

// Apply (features/fold.h) as far as consent goes, as it stood when the record's turn came on the log: what
// was passed over does not come back when consent is given later, and what was known goes when it is
// withdrawn.
FoldResult ApplyPermitted(LearnerState& state, EventWindow& window, const events::Event& event,
                          const LogPosition& position, const FoldRules& rules, ConsentRule rule);

// The same for an event that is known to be new.
void FoldPermitted(LearnerState& state, const events::Event& event, const FoldRules& rules, ConsentRule rule);

}  // namespace yachay::features

#endif  // FEATURES_CONSENT_H_

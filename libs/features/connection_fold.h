#ifndef FEATURES_CONNECTION_FOLD_H_
#define FEATURES_CONNECTION_FOLD_H_

#include "events/event.h"
#include "features/learner_state.h"

namespace yachay::features {

// What is known of a connection after a measurement that is newer than all before, by delivery::Smooth. An
// offline measurement is a goodput of 0 and says nothing of the round trip.
Connection Follow(const Latest<Connection>& before, const events::ConnectionMeasured& measured);

}  // namespace yachay::features

#endif  // FEATURES_CONNECTION_FOLD_H_

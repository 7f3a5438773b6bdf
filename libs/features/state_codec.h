#ifndef FEATURES_STATE_CODEC_H_
#define FEATURES_STATE_CODEC_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "features/event_window.h"
#include "features/learner_state.h"

// How state lies in the store: a version byte, the fields, and a checksum (64-bit FNV-1a) of all before it.
// Equal states give equal bytes. Decode answers DATA_LOSS for anything else than what Encode wrote: cut off,
// altered, or of a version that this build does not read; then the state is to be rebuilt by replaying the
// log.
namespace yachay::features {

inline constexpr char kStateVersion = 2;  // raise it whenever the form of a state changes

std::string EncodeState(const LearnerState& state);
absl::StatusOr<LearnerState> DecodeState(std::string_view bytes);

std::string EncodeWindow(const EventWindow& window);
absl::StatusOr<EventWindow> DecodeWindow(std::string_view bytes);

}  // namespace yachay::features

#endif  // FEATURES_STATE_CODEC_H_

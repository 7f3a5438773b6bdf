#ifndef FEATURES_STATE_CODEC_H_
#define FEATURES_STATE_CODEC_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "features/event_window.h"
#include "features/learner_state.h"

// How state lies in the store: a version byte, the fields, and a checksum (64 bits) of all before it.
// Equal states give equal bytes. Decode answers DATA_LOSS for anything else than what Encode wrote: cut off,
// altered, or of a version that this build does not read; then the state is to be rebuilt by replaying the
// log.
namespace yachay::features {

inline constexpr char kStateVersion = 6;  // raise it whenever the form of a state or a window changes

std::string EncodeState(const LearnerState& state);
absl::StatusOr<LearnerState> DecodeState(std::string_view bytes);

// A window lies in parts: its head, and the buckets that hold an id.
std::string EncodeHead(const EventWindow& window);
absl::Status DecodeHead(std::string_view bytes, EventWindow* window);
std::string EncodeBucket(const EventWindow& window, std::size_t index);
absl::Status DecodeBucket(std::string_view bytes, std::size_t index, EventWindow* window);

}  // namespace yachay::features

#endif  // FEATURES_STATE_CODEC_H_

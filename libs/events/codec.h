#ifndef EVENTS_CODEC_H_
#define EVENTS_CODEC_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "events/event.h"

namespace yachay::events::v1 {
class LearnerEvent;
}

// Between the proto on the wire and the domain's structs. Target: events_proto.
namespace yachay::events {

// Never fails: what is out of range stays out of range for Validate() to name. Times finer than a millisecond
// are cut towards the past; seconds beyond the proto's years 1–9999 are held at their edge.
Event FromProto(const v1::LearnerEvent& proto);

v1::LearnerEvent ToProto(const Event& event);

// The value of a record of learner-events. INVALID_ARGUMENT with the reason: not a LearnerEvent; no payload
// or one that this build does not know; a violated rule, with time judged by received_at (by occurred_at
// where there is none).
absl::StatusOr<Event> Decode(std::string_view bytes);

// The inverse of Decode, with the same bytes for the same event.
std::string Encode(const Event& event);

}  // namespace yachay::events

#endif  // EVENTS_CODEC_H_

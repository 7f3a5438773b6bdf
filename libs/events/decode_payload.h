#ifndef EVENTS_DECODE_PAYLOAD_H_
#define EVENTS_DECODE_PAYLOAD_H_

#include "events/event.h"

namespace yachay::events {

namespace v1 {
class LearnerEvent;
}

// std::monostate when no payload is set. Internal to events_proto.
Payload DecodePayload(const v1::LearnerEvent& proto);

}  // namespace yachay::events

#endif  // EVENTS_DECODE_PAYLOAD_H_

#ifndef EVENTS_ENCODE_PAYLOAD_H_
#define EVENTS_ENCODE_PAYLOAD_H_

#include "events/event.h"

namespace yachay::events {

namespace v1 {
class LearnerEvent;
}

// Sets the one payload of `proto`; none for std::monostate. Internal to events_proto.
void EncodePayload(const Payload& payload, v1::LearnerEvent& proto);

}  // namespace yachay::events

#endif  // EVENTS_ENCODE_PAYLOAD_H_

#ifndef EVENTS_XAPI_VERBS_H_
#define EVENTS_XAPI_VERBS_H_

#include <string>
#include <variant>

#include "events/event.h"
#include "events/xapi_values.h"

namespace yachay::events::xapi {

// Why a statement has no payload here.
struct NoPayload {
  std::string field;
  std::string reason;
};

// The payload that the statement's verb, object, result and context say; the table of XAPI.md. Internal to
// libs/events.
std::variant<Payload, NoPayload> PayloadOf(const Json& statement);

}  // namespace yachay::events::xapi

#endif  // EVENTS_XAPI_VERBS_H_

#ifndef EVENTS_CLOUD_EVENT_H_
#define EVENTS_CLOUD_EVENT_H_

#include <string>
#include <utility>
#include <vector>

#include "events/event.h"

namespace yachay::events {

// RFC 3339 with milliseconds, in UTC. REQUIRES: in the years 0 to 9999.
std::string Rfc3339(std::int64_t ms);

// The headers of an event's record: CloudEvents 1.0, binary mode. REQUIRES: occurred_at_ms is set.
std::vector<std::pair<std::string, std::string>> CloudEventHeaders(const Event& event);

}  // namespace yachay::events

#endif  // EVENTS_CLOUD_EVENT_H_

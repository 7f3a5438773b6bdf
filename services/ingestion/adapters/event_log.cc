#include "adapters/event_log.h"

#include <utility>

#include "events/cloud_event.h"
#include "events/codec.h"

namespace yachay::ingestion {

kafka::Record ToRecord(const events::Event& event, const std::string& traceparent) {
  kafka::Record record;
  record.key = event.learner_id;
  record.value = events::Encode(event);
  record.timestamp_ms =
      *event.received_at_ms;  // Retention counts from arrival, so that a late event is kept as long.
  record.headers.reserve(7);
  for (auto& [name, value] : events::CloudEventHeaders(event))
    record.headers.push_back({std::move(name), std::move(value)});
  if (!traceparent.empty()) record.headers.push_back({"traceparent", traceparent});
  return record;
}

}  // namespace yachay::ingestion

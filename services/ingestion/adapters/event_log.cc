#include "adapters/event_log.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "events/codec.h"

namespace yachay::ingestion {

kafka::Record ToRecord(const events::Event& event, const std::string& traceparent) {
  const absl::Time occurred_at = absl::FromUnixMillis(*event.occurred_at_ms);
  kafka::Record record;
  record.key = event.learner_id;
  record.value = events::Encode(event);
  record.timestamp_ms = *event.received_at_ms;  // Retention counts from arrival, so that a late event is kept as long.
  record.headers = {
      {"ce_specversion", "1.0"},
      {"ce_id", event.event_id},
      {"ce_source", absl::StrCat("/games/", event.game_id)},
      {"ce_type", absl::StrCat("yachay.events.v1.", events::PayloadName(event.payload))},
      {"ce_time", absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", occurred_at, absl::UTCTimeZone())},
      {"content-type", "application/protobuf"},
  };
  if (!traceparent.empty()) record.headers.push_back({"traceparent", traceparent});
  return record;
}

}  // namespace yachay::ingestion

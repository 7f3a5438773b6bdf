#include "events/cloud_event.h"

#include <cstdio>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace yachay::events {

// Written out: absl::FormatTime takes half of the time of a record.
std::string Rfc3339(std::int64_t ms) {
  const std::int64_t seconds = ms >= 0 ? ms / 1000 : (ms - 999) / 1000;
  const auto at = absl::CivilSecond() + seconds;  // 1970-01-01 00:00:00
  char text[48];
  const int size = std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ",
                                 static_cast<int>(at.year()), at.month(), at.day(), at.hour(), at.minute(),
                                 at.second(), static_cast<int>(ms - seconds * 1000));
  return std::string(text, static_cast<std::size_t>(size));
}

std::vector<std::pair<std::string, std::string>> CloudEventHeaders(const Event& event) {
  return {{"ce_specversion", "1.0"},
          {"ce_id", event.event_id},
          {"ce_source", "/games/" + event.game_id},
          {"ce_type", std::string("yachay.events.v1.") + PayloadName(event.payload)},
          {"ce_time", Rfc3339(*event.occurred_at_ms)},
          {"content-type", "application/protobuf"}};
}

}  // namespace yachay::events

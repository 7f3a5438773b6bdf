#include "events/cloud_event.h"

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace yachay::events {

namespace {

// The last digits of a number that is not negative.
void Write(std::int64_t number, std::size_t at, std::size_t digits, std::string& text) {
  for (std::size_t i = at + digits; i-- > at; number /= 10) text[i] = static_cast<char>('0' + number % 10);
}

}  // namespace

// Written out: with snprintf it took a twentieth of all of ingestion's time, with absl::FormatTime more.
std::string Rfc3339(std::int64_t ms) {
  const std::int64_t seconds = ms >= 0 ? ms / 1000 : (ms - 999) / 1000;
  const auto at = absl::CivilSecond() + seconds;  // 1970-01-01 00:00:00
  std::string text = "0000-00-00T00:00:00.000Z";
  Write(at.year(), 0, 4, text);
  Write(at.month(), 5, 2, text);
  Write(at.day(), 8, 2, text);
  Write(at.hour(), 11, 2, text);
  Write(at.minute(), 14, 2, text);
  Write(at.second(), 17, 2, text);
  Write(ms - seconds * 1000, 20, 3, text);
  return text;
}

std::vector<std::pair<std::string, std::string>> CloudEventHeaders(const Event& event) {
  std::vector<std::pair<std::string, std::string>> headers;
  headers.reserve(6);  // one by one: a list in braces is copied
  headers.emplace_back("ce_specversion", "1.0");
  headers.emplace_back("ce_id", event.event_id);
  headers.emplace_back("ce_source", "/games/" + event.game_id);
  headers.emplace_back("ce_type", std::string("yachay.events.v1.") + PayloadName(event.payload));
  headers.emplace_back("ce_time", Rfc3339(*event.occurred_at_ms));
  headers.emplace_back("content-type", "application/protobuf");
  return headers;
}

}  // namespace yachay::events

#include "events/cloud_event.h"

#include "absl/time/time.h"
#include "testing/catch.h"

namespace yachay::events {
namespace {

std::string Time(std::int64_t ms) {
  Event event;
  event.occurred_at_ms = ms;
  return CloudEventHeaders(event)[4].second;
}

TEST_CASE("an event's headers") {
  Event event;
  event.event_id = "id";
  event.game_id = "math";
  event.occurred_at_ms = 1'790'000'000'042;
  event.payload = LevelReached{1};
  const auto headers = CloudEventHeaders(event);
  REQUIRE(headers.size() == 6);
  CHECK(headers[1] == std::pair<std::string, std::string>("ce_id", "id"));
  CHECK(headers[2].second == "/games/math");
  CHECK(headers[3].second == "yachay.events.v1.level_reached");
  CHECK(headers[4].first == "ce_time");
}

TEST_CASE("the time is that of absl, for any millisecond") {
  for (const std::int64_t ms : {0LL, 1LL, -1LL, -1000LL, -999LL, 951'782'399'999LL, 951'782'400'000LL,
                                1'790'000'000'042LL, 253'402'300'799'999LL, -62'135'596'800'000LL}) {
    CHECK(Time(ms) ==
          absl::FormatTime("%E4Y-%m-%dT%H:%M:%E3SZ", absl::FromUnixMillis(ms), absl::UTCTimeZone()));
  }
}

}  // namespace
}  // namespace yachay::events

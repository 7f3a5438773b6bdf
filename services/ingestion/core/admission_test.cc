#include "core/admission.h"

#include "testing/catch.h"

namespace yachay::ingestion {
namespace {

constexpr int64_t kNow = 1'790'000'000'000;

events::Event Good() {
  events::Event event;
  event.event_id = "123e4567-e89b-12d3-a456-426614174000";
  event.learner_id = "learner-1";
  event.game_id = "game";
  event.occurred_at_ms = kNow - 1000;
  event.payload = events::LevelReached{3};
  return event;
}

TEST_CASE("an admitted event is stamped, whatever the client had written") {
  events::Event event = Good();
  event.received_at_ms = 5;
  CHECK(Admit(event, kNow, std::nullopt).empty());
  CHECK(event.received_at_ms == kNow);
  CHECK(event.occurred_at_ms == kNow - 1000);
}

TEST_CASE("a rejected event names every field and keeps its form") {
  events::Event event = Good();
  event.learner_id = "";
  event.payload = events::LevelReached{0};
  const auto violations = Admit(event, kNow, std::nullopt);
  REQUIRE(violations.size() == 2);
  CHECK(violations[0].field == "learner_id");
  CHECK(violations[1].field == "level_reached.level");
  CHECK_FALSE(event.received_at_ms.has_value());
}

TEST_CASE("a clock ahead by an hour is corrected when the batch says so, else refused") {
  constexpr int64_t kHour = 3'600'000;
  events::Event event = Good();
  event.occurred_at_ms = kNow + kHour - 60'000;
  CHECK(Admit(event, kNow, std::nullopt).size() == 1);
  CHECK(Admit(event, kNow, kNow + kHour).empty());
  CHECK(event.occurred_at_ms == kNow - 60'000);
}

TEST_CASE("the edges of the clock's rules") {
  constexpr int64_t kMinute = 60'000;
  constexpr int64_t kDay = 86'400'000;
  const auto admitted = [](int64_t occurred, std::optional<int64_t> sent_at) -> std::optional<int64_t> {
    events::Event event = Good();
    event.occurred_at_ms = kNow + occurred;
    if (sent_at) *sent_at += kNow;
    if (!Admit(event, kNow, sent_at).empty()) return std::nullopt;
    return *event.occurred_at_ms - kNow;
  };
  CHECK(admitted(5 * kMinute, std::nullopt) == 5 * kMinute);
  CHECK_FALSE(admitted(5 * kMinute + 1, std::nullopt));
  CHECK(admitted(-400 * kDay, std::nullopt) == -400 * kDay);
  CHECK_FALSE(admitted(-400 * kDay - 1, std::nullopt));
  CHECK(admitted(-kDay, 3 * kDay) == -kDay);                   // a clock ahead changes no event of the past
  CHECK(admitted(5 * kMinute + 1, 5 * kMinute + 1) == 0);      // as old as the batch
  CHECK(admitted(60 * kMinute, 55 * kMinute) == 5 * kMinute);  // after the correction within the five minutes
  CHECK_FALSE(admitted(61 * kMinute, 55 * kMinute));           // later than its own batch by more than those
  CHECK_FALSE(admitted(6 * kMinute, 0));                       // the clock is right, so the event is wrong
  CHECK_FALSE(admitted(6 * kMinute, -kDay));                   // a clock behind corrects nothing
  CHECK_FALSE(admitted(6 * kMinute, 500 * kDay));              // corrected to before what the log keeps
}

TEST_CASE("an event that the log would not keep is refused with that reason") {
  events::Event event = Good();
  event.occurred_at_ms = kNow - 401 * 86'400'000LL;
  const auto violations = Admit(event, kNow, std::nullopt);
  REQUIRE(violations.size() == 1);
  CHECK(violations[0].field == "occurred_at");
  CHECK(violations[0].description.find("how long the log is kept") != std::string::npos);
}

TEST_CASE("batches have limits") {
  CHECK(CheckBatch(1, 1).empty());
  CHECK(CheckBatch(kMaxEvents, kMaxBytes).empty());
  CHECK(CheckBatch(0, 0).size() == 1);
  CHECK(CheckBatch(kMaxEvents + 1, kMaxBytes + 1).size() == 2);
}

}  // namespace
}  // namespace yachay::ingestion

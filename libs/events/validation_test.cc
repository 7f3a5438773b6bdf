#include "events/validation.h"

#include <functional>
#include <limits>

#include "testing/catch.h"

namespace yachay::events {
namespace {

constexpr std::int64_t kNow = 1'780'000'000'000;  // 2026
constexpr std::int64_t kHour = 3'600'000;

Event Good(Payload payload) {
  Event event{"0f8fad5b-d9cb-469f-a165-70867728950e",
              "learner-1",
              "game",
              "",
              0,
              kNow - kHour,
              {},
              -5 * kHour,
              std::move(payload)};
  return event;
}

const ItemAttempted kItem{"item", {"add"}, true, 900, 0, 4};
const DeviceReported kDevice{512, 100, 320, 480, "Android 8.1"};
const ConnectionMeasured kConnection{300, 64, true, ConnectionMeasured::Type::kCellular};

template <typename P, typename Change>
Event With(P payload, Change change) {
  change(payload);
  return Good(payload);
}

struct Case {
  const char* field;
  Event event;
};

Event Envelope(const std::function<void(Event&)>& change) {
  Event event = Good(LevelReached{3});
  change(event);
  return event;
}

std::vector<Case> BadEnvelopes() {
  return {
      {"event_id", Envelope([](Event& e) { e.event_id = "0f8fad5b-d9cb-469f-a165-70867728950"; })},
      {"event_id", Envelope([](Event& e) { e.event_id = "0f8fad5bXd9cb-469f-a165-70867728950e"; })},
      {"event_id", Envelope([](Event& e) { e.event_id = "gf8fad5b-d9cb-469f-a165-70867728950e"; })},
      {"learner_id", Envelope([](Event& e) { e.learner_id.clear(); })},
      {"learner_id", Envelope([](Event& e) { e.learner_id = "ana maria"; })},
      {"learner_id", Envelope([](Event& e) { e.learner_id = std::string(65, 'x'); })},
      {"game_id", Envelope([](Event& e) { e.game_id = "a/b"; })},
      {"device_id", Envelope([](Event& e) { e.device_id = std::string(65, 'x'); })},
      {"occurred_at", Envelope([](Event& e) { e.occurred_at_ms.reset(); })},
      {"occurred_at", Envelope([](Event& e) { e.occurred_at_ms = kNow + 300'001; })},
      {"occurred_at", Envelope([](Event& e) { e.occurred_at_ms = kNow - 400LL * 24 * kHour - 1; })},
      {"utc_offset", Envelope([](Event& e) { e.utc_offset_ms = 14 * kHour + 60'000; })},
      {"utc_offset", Envelope([](Event& e) { e.utc_offset_ms = -12 * kHour - 60'000; })},
      {"utc_offset", Envelope([](Event& e) { e.utc_offset_ms = 90'500; })},
      {"payload", Good(std::monostate{})},
  };
}

std::vector<Case> BadPayloads() {
  return {
      {"session_started.session_id", Good(SessionStarted{"", "RPG", "Easy"})},
      {"session_started.game_genre", Good(SessionStarted{"s", std::string(33, 'g'), "Easy"})},
      {"session_started.game_difficulty", Good(SessionStarted{"s", "RPG", std::string(33, 'd')})},
      {"session_ended.session_id", Good(SessionEnded{"", 1})},
      {"session_ended.duration", Good(SessionEnded{"s", -1})},
      {"session_ended.duration", Good(SessionEnded{"s", 24 * kHour + 1})},
      {"item_attempted.item_id", With(kItem, [](auto& p) { p.item_id.clear(); })},
      {"item_attempted.skill_ids", With(kItem, [](auto& p) { p.skill_ids.clear(); })},
      {"item_attempted.skill_ids", With(kItem, [](auto& p) { p.skill_ids.assign(9, "add"); })},
      {"item_attempted.skill_ids[1]", With(kItem, [](auto& p) { p.skill_ids.push_back("not good"); })},
      {"item_attempted.response_time", With(kItem, [](auto& p) { p.response_time_ms = kHour + 1; })},
      {"item_attempted.hints", With(kItem, [](auto& p) { p.hints = 101; })},
      {"item_attempted.choices", With(kItem, [](auto& p) { p.choices = 1; })},
      {"item_attempted.choices", With(kItem, [](auto& p) { p.choices = 21; })},
      {"content_shown.content_id", Good(ContentShown{"", "", ""})},
      {"content_shown.variant_id", Good(ContentShown{"c", std::string(65, 'v'), ""})},
      {"content_shown.recommendation_id", Good(ContentShown{"c", "", std::string(65, 'r')})},
      {"content_completed.time_spent", Good(ContentCompleted{"c", "", "", -1, {}})},
      {"content_completed.score", Good(ContentCompleted{"c", "", "", 1, 1.01})},
      {"content_completed.score",
       Good(ContentCompleted{"c", "", "", 1, std::numeric_limits<double>::quiet_NaN()})},
      {"content_abandoned.time_spent", Good(ContentAbandoned{"c", "", "", 24 * kHour + 1})},
      {"content_rated.stars", Good(ContentRated{"c", 0})},
      {"content_rated.stars", Good(ContentRated{"c", 6})},
      {"level_reached.level", Good(LevelReached{0})},
      {"level_reached.level", Good(LevelReached{10'001})},
      {"achievement_unlocked.achievement_id", Good(AchievementUnlocked{""})},
      {"purchase_made.product_id", Good(PurchaseMade{""})},
      {"device_reported.ram_mib", With(kDevice, [](auto& p) { p.ram_mib = 0; })},
      {"device_reported.free_storage_mib", With(kDevice, [](auto& p) { p.free_storage_mib = 16'777'217; })},
      {"device_reported.screen_width_px", With(kDevice, [](auto& p) { p.screen_width_px = 16'385; })},
      {"device_reported.screen_height_px", With(kDevice, [](auto& p) { p.screen_height_px = 16'385; })},
      {"device_reported.os", With(kDevice, [](auto& p) { p.os = std::string(65, 'o'); })},
      {"connection_measured.rtt", With(kConnection, [](auto& p) { p.rtt_ms = 600'001; })},
      {"connection_measured.downlink_kbps", With(kConnection, [](auto& p) { p.downlink_kbps = -1; })},
      {"connection_measured.type", With(kConnection, [](auto& p) { p.type = ConnectionMeasured::Type{5}; })},
      {"profile_updated.birth_year", Good(ProfileUpdated{1899, {}, {}, {}, {}})},
      {"profile_updated.birth_year", Good(ProfileUpdated{2027, {}, {}, {}, {}})},
      {"profile_updated.grade", Good(ProfileUpdated{{}, 14, {}, {}, {}})},
      {"profile_updated.language", Good(ProfileUpdated{{}, {}, "q", {}, {}})},
      {"profile_updated.language", Good(ProfileUpdated{{}, {}, "es--PE", {}, {}})},
      {"profile_updated.region", Good(ProfileUpdated{{}, {}, {}, std::string(33, 'r'), {}})},
      {"profile_updated.gender", Good(ProfileUpdated{{}, {}, {}, {}, std::string(33, 'g')})},
      {"preference_set.key", Good(PreferenceSet{"", "on"})},
      {"preference_set.value", Good(PreferenceSet{"audio", std::string(65, 'v')})},
      {"consent_changed.purpose", Good(ConsentChanged{})},
      {"roster_changed.classroom_id", Good(RosterChanged{"", "", "", false})},
      {"roster_changed.teacher_id", Good(RosterChanged{"c", std::string(65, 't'), "", false})},
      {"roster_changed.guardian_id", Good(RosterChanged{"c", "", std::string(65, 'g'), false})},
      {"erasure_requested.request_id", Good(ErasureRequested{""})},
  };
}

void CheckOnlyViolation(const Case& c) {
  const auto violations = Validate(c.event, kNow);
  INFO(c.field << " / " << Describe(violations));
  REQUIRE(violations.size() == 1);
  CHECK(violations[0].field == c.field);
  CHECK(violations[0].description.find("expected") != std::string::npos);
  CHECK(violations[0].description.find("found") != std::string::npos);
}

}  // namespace

TEST_CASE("each broken rule of the envelope is the only violation") {
  for (const auto& c : BadEnvelopes()) CheckOnlyViolation(c);
}

TEST_CASE("each broken rule of a payload is the only violation") {
  for (const auto& c : BadPayloads()) CheckOnlyViolation(c);
}

TEST_CASE("values at the edges of their ranges are good") {
  const std::vector<Payload> good = {
      SessionStarted{"s", "", ""},
      SessionStarted{"s", "Simulación de aventuras y más 12", ""},
      SessionEnded{"s", 24 * kHour},
      ItemAttempted{"i", {"a", "b", "c", "d", "e", "f", "g", "h"}, false, {}, 100, 0},
      ContentCompleted{"c", "", "", 0, 1.0},
      ContentRated{"c", 5},
      LevelReached{10'000},
      ConnectionMeasured{0, 0, false, ConnectionMeasured::Type::kOffline},
      ProfileUpdated{2026, 13, "qu-PE", "", "x"},
      ProfileUpdated{},
      PreferenceSet{"audio", ""},
      RosterChanged{"c", "", "", true},
  };
  for (const auto& payload : good) CHECK(Describe(Validate(Good(payload), kNow)).empty());
}

TEST_CASE("all violations are told at once, in the proto's order") {
  Event event = Good(ContentRated{"", 9});
  event.event_id.resize(3);
  event.utc_offset_ms = 1;
  std::vector<std::string> fields;
  for (const auto& v : Validate(event, kNow)) fields.push_back(v.field);
  CHECK(fields == std::vector<std::string>{"event_id", "utc_offset", "content_rated.content_id",
                                           "content_rated.stars"});
}

TEST_CASE("a device whose clock is ahead is corrected by its error") {
  Event event = Good(LevelReached{3});
  event.occurred_at_ms = kNow + 2 * kHour - 1000;
  CHECK(Validate(event, kNow).size() == 1);
  ValidationOptions options;
  options.sent_at_ms = kNow + 2 * kHour;
  CHECK(Validate(event, kNow, options).empty());
  CHECK(CorrectedTime(event, kNow, options) == kNow - 1000);
  event.occurred_at_ms = kNow - kHour;  // an event of the past keeps its time
  CHECK(CorrectedTime(event, kNow, options) == kNow - kHour);
}

TEST_CASE("what was found is quoted short and printable") {
  Event event = Good(LevelReached{3});
  event.learner_id = std::string(5000, '\x01');
  const auto violations = Validate(event, kNow);
  REQUIRE(violations.size() == 1);
  CHECK(violations[0].description.size() < 300);
  CHECK(violations[0].description.find('\x01') == std::string::npos);
}

}  // namespace yachay::events

#include "events/xapi.h"

#include <nlohmann/json.hpp>

#include "events/xapi_values.h"
#include "testing/catch.h"

namespace yachay::events {
namespace {

using nlohmann::json;

constexpr std::int64_t kNow = 1'790'000'000'000;
const std::string kAdl = "http://adlnet.gov/expapi/verbs/";

json Statement(const std::string& verb, const std::string& object = "https://g.example/items/add-1") {
  return {{"id", "123e4567-e89b-12d3-a456-426614174000"},
          {"actor",
           {{"account", {{"homePage", "https://school.example"}, {"name", "learner-7"}}}, {"name", "Ana"}}},
          {"verb", {{"id", verb}}},
          {"object", {{"id", object}}},
          {"timestamp", "2026-09-21T08:30:00.250-05:00"}};
}

XapiStatement MapOne(const json& statement) {
  const auto mapped = MapXapi(statement.dump(), {.game_id = "game", .now_ms = kNow});
  INFO(mapped.status().ToString());
  REQUIRE(mapped.ok());
  REQUIRE(mapped->size() == 1);
  return mapped->front();
}

template <typename P>
P Payload(const json& statement) {
  const XapiStatement mapped = MapOne(statement);
  INFO(Describe(mapped.why));
  REQUIRE(mapped.kind == XapiStatement::Kind::kEvent);
  CHECK(Describe(Validate(mapped.event, kNow)).empty());
  REQUIRE(std::holds_alternative<P>(mapped.event.payload));
  return std::get<P>(mapped.event.payload);
}

TEST_CASE("who, where and when: pseudonym, platform, and the time with the learner's offset") {
  json statement = Statement(kAdl + "attempted");
  XapiStatement mapped = MapOne(statement);
  CHECK(mapped.event.event_id == "123e4567-e89b-12d3-a456-426614174000");
  CHECK(mapped.event.learner_id == "learner-7");
  CHECK(mapped.event.game_id == "game");
  CHECK(mapped.event.occurred_at_ms == 1'789'997'400'250);  // 13:30:00.250 UTC
  CHECK(mapped.event.utc_offset_ms == -5 * 3'600'000);
  statement["context"]["platform"] = "math-quest";
  statement.erase("timestamp");
  statement["stored"] = "2026-09-21T13:00:00Z";
  mapped = MapOne(statement);
  CHECK(mapped.event.game_id == "math-quest");
  CHECK(mapped.event.occurred_at_ms == 1'789'995'600'000);
  statement["context"]["platform"] = "Math Quest!";  // not an id: the caller's game
  statement.erase("stored");
  mapped = MapOne(statement);
  CHECK(mapped.event.game_id == "game");
  CHECK(mapped.event.occurred_at_ms == kNow);
}

TEST_CASE("each verb of the table becomes its payload") {
  json s = Statement(kAdl + "initialized");
  s["context"]["registration"] = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
  CHECK(Payload<SessionStarted>(s).session_id == "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee");
  s["verb"]["id"] = kAdl + "terminated";
  s["result"]["duration"] = "PT1H2M3.5S";
  CHECK(Payload<SessionEnded>(s).duration_ms == 3'723'500);
  for (const char* shown : {"attempted", "experienced", "launched"}) {
    CHECK(Payload<ContentShown>(Statement(kAdl + shown)).content_id == "add-1");
  }
  s = Statement(kAdl + "completed");
  CHECK_FALSE(Payload<ContentCompleted>(s).score.has_value());
  s["result"] = {{"score", {{"raw", 15}, {"min", 10}, {"max", 20}}}, {"duration", "P1DT0S"}};
  for (const char* done : {"completed", "passed", "failed", "mastered"}) {
    s["verb"]["id"] = kAdl + done;
    CHECK(Payload<ContentCompleted>(s).score == 0.5);
    CHECK(Payload<ContentCompleted>(s).time_spent_ms == 86'400'000);
  }
  s["result"]["score"]["scaled"] = 0.75;
  CHECK(Payload<ContentCompleted>(s).score == 0.75);
  CHECK(Payload<ContentAbandoned>(Statement("https://w3id.org/xapi/adl/verbs/abandoned")).content_id ==
        "add-1");
  CHECK(Payload<ContentAbandoned>(Statement(kAdl + "exited")).time_spent_ms == 0);
  CHECK(Payload<AchievementUnlocked>(Statement("http://id.tincanapi.com/verb/earned", "urn:badge:first-10"))
            .achievement_id == "first-10");
  CHECK(Payload<PurchaseMade>(Statement("http://activitystrea.ms/schema/1.0/purchase")).product_id ==
        "add-1");
  s = Statement(kAdl + "preferred", "https://g.example/settings/audio");
  s["result"]["response"] = "off";
  CHECK(Payload<PreferenceSet>(s).value == "off");
}

TEST_CASE("an answer carries its skills, time, choices and success") {
  json s = Statement("https://adlnet.gov/expapi/verbs/answered");  // https: the same verb
  s["result"] = {{"success", true}, {"duration", "PT4.2S"}};
  CHECK(Payload<ItemAttempted>(s).skill_ids == std::vector<std::string>{"add-1"});
  s["context"]["contextActivities"]["parent"] = json::array({{{"id", "https://g.example/lessons/3/"}}});
  CHECK(Payload<ItemAttempted>(s).skill_ids == std::vector<std::string>{"3"});
  s["context"]["contextActivities"]["grouping"] = {{"id", "https://g.example/skills/addition"}};
  s["object"]["definition"]["choices"] = json::array({1, 2, 3, 4});
  const auto item = Payload<ItemAttempted>(s);
  CHECK(item.skill_ids == std::vector<std::string>{"addition"});
  CHECK(item.correct);
  CHECK(item.response_time_ms == 4200);
  CHECK(item.choices == 4);
  s["result"].erase("success");
  CHECK(MapOne(s).why[0].field == "result.success");
}

TEST_CASE("ratings by stars or by share") {
  json s = Statement("http://id.tincanapi.com/verb/rated");
  s["result"]["score"] = {{"raw", 4}};
  CHECK(Payload<ContentRated>(s).stars == 4);
  s["result"]["score"] = {{"raw", 40}, {"max", 80}};
  CHECK(Payload<ContentRated>(s).stars == 3);
  s["result"]["score"] = {{"scaled", 1}};
  CHECK(Payload<ContentRated>(s).stars == 5);
  s["result"]["score"] = {{"raw", 40}};
  CHECK(MapOne(s).kind == XapiStatement::Kind::kUnmapped);
}

TEST_CASE("progress is a level reached, or it has no place here") {
  json s = Statement(kAdl + "progressed");
  CHECK(MapOne(s).kind == XapiStatement::Kind::kUnmapped);
  s["object"]["definition"]["type"] = "https://w3id.org/xapi/seriousgames/activity-types/level";
  s["result"]["score"]["raw"] = 12;
  CHECK(Payload<LevelReached>(s).level == 12);
}

TEST_CASE("an unmapped statement keeps no extensions and nothing that somebody wrote") {
  json s = Statement("https://other.example/verbs/danced");
  const json person = {{"https://lms.example/x", {{"name", "Ana Quispe"}, {"mail", "ana@school.example"}}}};
  s["result"] = {
      {"extensions", person}, {"response", "Soy Ana"}, {"success", true}, {"score", {{"scaled", 0.5}}}};
  s["context"] = {
      {"extensions", person},
      {"contextActivities",
       {{"parent",
         json::array({{{"id", "https://g.example/unit-1"}, {"definition", {{"extensions", person}}}}})}}}};
  s["object"]["definition"]["extensions"] = person;
  s["extensions"] = person;
  const XapiStatement mapped = MapOne(s);
  REQUIRE(mapped.kind == XapiStatement::Kind::kUnmapped);
  CHECK(mapped.text.find("Ana") == std::string::npos);
  CHECK(mapped.text.find("ana@") == std::string::npos);
  const json kept = json::parse(mapped.text);
  CHECK(kept["result"] == json({{"success", true}, {"score", {{"scaled", 0.5}}}}));
  CHECK(kept["context"]["contextActivities"]["parent"][0]["id"] == "https://g.example/unit-1");
}

TEST_CASE("an unmapped statement keeps what it says of the activity and nothing of the person") {
  json s = Statement("https://other.example/verbs/danced");
  s["authority"] = {{"mbox", "mailto:teacher@school.example"}};
  s["context"] = {{"instructor", {{"name", "Señora Quispe"}}}, {"language", "es"}};
  const XapiStatement mapped = MapOne(s);
  REQUIRE(mapped.kind == XapiStatement::Kind::kUnmapped);
  CHECK(mapped.why[0].field == "verb.id");
  CHECK(mapped.why[0].description.find("https://other.example/verbs/danced") != std::string::npos);
  const json kept = json::parse(mapped.text);
  CHECK(kept["actor"]["account"]["name"] == "learner-7");
  CHECK(kept["context"]["language"] == "es");
  for (const char* person : {"Ana", "teacher@", "Quispe"})
    CHECK(mapped.text.find(person) == std::string::npos);
  s["object"] = {{"objectType", "Agent"}, {"mbox", "mailto:ana@school.example"}};
  CHECK(json::parse(MapOne(s).text)["object"] == json({{"objectType", "Agent"}}));
  CHECK(MapOne(Statement(kAdl + "voided")).why[0].description.find("erasure") != std::string::npos);
}

TEST_CASE("a person in the place of a pseudonym is refused, and nothing of it is kept") {
  for (const json& actor : std::vector<json>{{{"mbox", "mailto:ana@school.example"}},
                                             {{"mbox_sha1sum", "ebd31e95054c018b10727ccffd2ef2ec3a016ee9"}},
                                             {{"openid", "https://ana.example"}},
                                             {{"account", {{"name", "ana@school.example"}}}},
                                             {{"account", {{"name", "Ana María"}}}},
                                             {{"objectType", "Group"}, {"account", {{"name", "class-3"}}}},
                                             json("ana"),
                                             nullptr}) {
    json s = Statement(kAdl + "attempted");
    s["actor"] = actor;
    const XapiStatement mapped = MapOne(s);
    INFO(actor.dump());
    CHECK(mapped.kind == XapiStatement::Kind::kRefused);
    CHECK(mapped.why[0].field == "actor");
    CHECK(mapped.text.empty());
    CHECK(mapped.why[0].description.find("ana@") == std::string::npos);
  }
}

TEST_CASE("without an id, the same statement has the same id each time, and another has another") {
  json s = Statement(kAdl + "attempted");
  s.erase("id");
  const std::string id = MapOne(s).event.event_id;
  CHECK(MapOne(s).event.event_id == id);
  CHECK(Describe(Validate(MapOne(s).event, kNow)).empty());
  s["object"]["id"] = "https://g.example/items/add-2";
  CHECK(MapOne(s).event.event_id != id);
}

TEST_CASE("one, an array or a StatementResult; anything else is said") {
  const json one = Statement(kAdl + "attempted");
  const auto count = [](const json& document) {
    const auto mapped = MapXapi(document.dump(), {.game_id = "game"});
    return mapped.ok() ? static_cast<int>(mapped->size()) : -1;
  };
  CHECK(count(json::array({one, one, "text"})) == 3);
  CHECK(count({{"statements", json::array({one})}, {"more", ""}}) == 1);
  CHECK(count({{"statements", 3}}) == -1);
  CHECK(count("text") == -1);
  CHECK(count(json::array()) == 0);
  CHECK_FALSE(MapXapi("{\"id\":", {}).ok());
  CHECK_FALSE(MapXapi("", {}).ok());
  CHECK(MapXapi(std::string(100'000, '['), {}).status().message().find("deeper") != std::string::npos);
}

TEST_CASE("times and durations as xAPI writes them") {
  CHECK(xapi::ParseInstant("2026-09-21T13:00:00Z")->ms == 1'789'995'600'000);
  CHECK(xapi::ParseInstant("2026-09-21t13:00:00.5z")->ms == 1'789'995'600'500);
  CHECK(xapi::ParseInstant("2026-09-21 18:30:00+05:30")->ms == 1'789'995'600'000);
  CHECK(xapi::ParseInstant("2026-09-21 18:30:00+05:30")->utc_offset_ms == 19'800'000);
  CHECK(xapi::ParseInstant("2026-09-21")->utc_offset_ms == 0);
  for (const char* bad : {"", "yesterday", "2026-13-01T00:00:00Z", "infinite-future", "infinite-past"}) {
    CHECK_FALSE(xapi::ParseInstant(bad).has_value());
  }
  CHECK(xapi::ParseDurationMs("PT0S") == 0);
  CHECK(xapi::ParseDurationMs("P2W") == 1'209'600'000);
  CHECK(xapi::ParseDurationMs("PT1.005S") == 1005);
  for (const char* bad :
       {"", "P", "PT", "P1Y", "P1M", "PT1", "PTS", "PT1S1", "PT-1S", "PT99999999999999999999S", "1S"}) {
    INFO(bad);
    CHECK_FALSE(xapi::ParseDurationMs(bad).has_value());
  }
}

}  // namespace
}  // namespace yachay::events

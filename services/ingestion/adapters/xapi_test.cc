// PublishXapi on a real server, in front of the embedded broker.
#include <nlohmann/json.hpp>

#include "adapters/fixture.h"
#include "events/codec.h"
#include "service/status.h"

namespace yachay::ingestion {
namespace {

using nlohmann::json;

json Statement(int n, const std::string& verb) {
  return {{"id", EventId(n)},
          {"actor", {{"account", {{"homePage", "https://school.example"}, {"name", "learner-7"}}}}},
          {"verb", {{"id", verb}}},
          {"object", {{"id", "https://g.example/items/add-1"}}},
          {"timestamp", "2026-09-21T08:30:00-05:00"}};
}

struct Answer {
  grpc::Status status;
  v1::PublishXapiResponse response;
};

Answer Publish(Fixture& fixture, const std::string& statements) {
  grpc::ClientContext context;
  Prepare(context);
  v1::PublishXapiRequest request;
  request.set_statements(statements);
  request.set_game_id("math");
  Answer answer;
  answer.status = fixture.stub->PublishXapi(&context, request, &answer.response);
  return answer;
}

TEST_CASE("statements become events, dead letters or rejections, each in its place") {
  Fixture fixture;
  json person = Statement(3, "http://adlnet.gov/expapi/verbs/attempted");
  person["actor"] = {{"mbox", "mailto:ana@school.example"}};
  json old = Statement(4, "http://adlnet.gov/expapi/verbs/attempted");
  old["timestamp"] = "2020-01-01T00:00:00Z";
  const json statements = {Statement(1, "http://adlnet.gov/expapi/verbs/attempted"),
                           Statement(2, "https://other.example/verbs/danced"), person, old};
  const auto [status, response] = Publish(fixture, statements.dump());
  INFO(status.error_message());
  REQUIRE(status.ok());
  CHECK(response.accepted() == 1);
  CHECK(response.unmapped() == 1);
  CHECK(response.rejected() == 2);
  REQUIRE(response.outcomes_size() == 4);
  CHECK(response.outcomes(0).accepted());
  CHECK(response.outcomes(1).dead_letter());
  CHECK(response.outcomes(1).violations(0).field() == "verb.id");
  CHECK(response.outcomes(2).violations(0).field() == "actor");
  CHECK(response.outcomes(3).violations(0).field() == "occurred_at");

  const auto records = fixture.Records();
  REQUIRE(records.size() == 1);
  const auto event = events::Decode(records.at(EventId(1)).value);
  REQUIRE(event.ok());
  CHECK(std::get<events::ContentShown>(event->payload).content_id == "add-1");
  CHECK(event->game_id == "math");

  const auto letters = fixture.All(fixture.topics.dead_letters());
  REQUIRE(letters.size() == 1);
  CHECK(letters[0].key == "learner-7");
  CHECK(json::parse(letters[0].value)["id"] == EventId(2));
  CHECK(kafka::FindHeader(letters[0], "error")->find("danced") != std::string::npos);
  CHECK(fixture.gate.inside().bytes == 0);
}

TEST_CASE("dead letters count against the game's quota") {
  QuotaTable table;
  table.games["math"] = {.events_per_second = 1, .burst = 2};
  Fixture fixture({.quotas = table});
  const json two = {Statement(1, "urn:verb:danced"), Statement(2, "urn:verb:danced")};
  CHECK(Publish(fixture, two.dump()).status.ok());
  CHECK(Publish(fixture, Statement(3, "urn:verb:danced").dump()).status.error_code() ==
        grpc::StatusCode::RESOURCE_EXHAUSTED);
  CHECK(fixture.All(fixture.topics.dead_letters()).size() == 2);
  CHECK(fixture.gate.inside().bytes == 0);
  fixture.now_ms += 1000;
  CHECK(Publish(fixture, Statement(3, "urn:verb:danced").dump()).status.ok());
}

TEST_CASE("only unmapped statements: no batch, but a dead letter each") {
  Fixture fixture;
  const auto [status, response] = Publish(fixture, Statement(1, "urn:verb:danced").dump());
  REQUIRE(status.ok());
  CHECK(response.unmapped() == 1);
  CHECK(fixture.All(fixture.topics.dead_letters()).size() == 1);
}

TEST_CASE("what are no statements, too many or too large is refused with the field") {
  Fixture fixture;
  CHECK(Publish(fixture, "{").status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  CHECK(Publish(fixture, "[]").status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  CHECK(service::Violations(Publish(fixture, std::string((1 << 20) + 1, ' ')).status).at(0).field ==
        "statements");
  json many = json::array();
  for (int i = 0; i < 1001; ++i) many.push_back(json::object());
  CHECK(Publish(fixture, many.dump()).status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
}

}  // namespace
}  // namespace yachay::ingestion

// Whose events a token may send: over TLS, on a real server that checks tokens.
#include <fstream>
#include <nlohmann/json.hpp>

#include "absl/time/clock.h"
#include "adapters/fixture.h"
#include "service/test_certificates.h"
#include "service/token_signer.h"

namespace yachay::ingestion {
namespace {

using nlohmann::json;

struct Who {
  const char* role;
  const char* game;     // the claim; empty: the token has none
  const char* learner;  // as `game`, a list of one
  const char* foreign;  // the field of an event of learner-7 in "game" that it may not report; empty: none

  bool may_report() const { return *foreign == 0; }
};
constexpr Who kCallers[] = {{"game-server", "game", "", ""},
                            {"game-server", "another", "", "game_id"},
                            {"game-server", "", "", "game_id"},
                            {"game-server", "game", "learner-7", ""},
                            {"game-server", "game", "somebody", "learner_id"},
                            {"service", "", "", ""},
                            {"service", "another", "somebody", ""}};

std::string Say(const Who& who) { return absl::StrCat(who.role, " of ", who.game, " for ", who.learner); }

// A server that asks for tokens, and a client that shows one of `who`.
FixtureOptions OptionsFor(const Who& who) {
  const service::TestCertificates certificates("report_access");
  certificates.Issue("server");
  certificates.Issue("client");
  const auto key = *service::MakeSigningKey("k1");
  std::ofstream("report_access/jwks.json") << key.public_jwks;
  json claims = {{"iss", "school"},
                 {"aud", "yachay"},
                 {"sub", "server-1"},
                 {"roles", {who.role}},
                 {"exp", absl::ToUnixSeconds(absl::Now()) + 600}};
  if (*who.game != 0) claims["game"] = who.game;
  if (*who.learner != 0) claims["learners"] = json::array({who.learner});
  std::ofstream("report_access/token") << *service::SignToken(key.private_jwk, claims.dump());
  FixtureOptions options;
  options.server.tls = certificates.Tls("server");
  options.server.auth = {.keys_file = "report_access/jwks.json", .issuer = "school"};
  options.client = certificates.Tls("client");
  options.token_file = "report_access/token";
  return options;
}

// Events of learner-7 in "game", and one of no game that a caller without the claim might pass for.
v1::PublishRequest Batch() {
  v1::PublishRequest request;
  for (int n = 0; n < 3; ++n) {
    AddEvent(request, n);
    request.mutable_events(n)->set_learner_id("learner-7");
  }
  request.mutable_events(2)->set_game_id("");
  return request;
}

void CheckBatch(const v1::PublishResponse& response, const Who& who) {
  CHECK(response.accepted() == (who.may_report() ? 2 : 0));
  CHECK(response.rejected() == (who.may_report() ? 1 : 3));
  for (int i = 0; i < response.outcomes_size(); ++i) {
    const auto& outcome = response.outcomes(i);
    if (!outcome.accepted()) CHECK(outcome.violations(0).field() == (i == 2 ? "game_id" : who.foreign));
  }
}

std::string Statement(int n, const char* verb, const char* platform) {
  json statement = {{"id", EventId(n)},
                    {"actor", {{"account", {{"homePage", "https://school.example"}, {"name", "learner-7"}}}}},
                    {"verb", {{"id", verb}}},
                    {"object", {{"id", "https://g.example/items/add-1"}}},
                    {"timestamp", "2026-09-21T08:30:00-05:00"}};
  if (*platform != 0) statement["context"] = {{"platform", platform}};
  return statement.dump();
}

TEST_CASE("Publish and PublishStream take events of the token's game and learners only; of a service, any") {
  for (const Who& who : kCallers) {
    INFO(Say(who));
    Fixture fixture(OptionsFor(who));
    grpc::ClientContext context, stream_context;
    Prepare(context);
    v1::PublishResponse response;
    REQUIRE(fixture.stub->Publish(&context, Batch(), &response).ok());
    CheckBatch(response, who);

    Prepare(stream_context);
    const auto stream = fixture.stub->PublishStream(&stream_context);
    v1::PublishStreamRequest request;
    *request.mutable_batch() = Batch();
    REQUIRE(stream->Write(request));
    stream->WritesDone();
    v1::PublishStreamResponse answer;
    REQUIRE(stream->Read(&answer));
    CheckBatch(answer.result(), who);
    CHECK(stream->Finish().ok());
    CHECK(fixture.Records().size() == (who.may_report() ? 2U : 0U));
  }
}

TEST_CASE("PublishXapi takes statements of the token's game and learners only, future dead letters too") {
  constexpr char kKnown[] = "http://adlnet.gov/expapi/verbs/attempted", kUnknown[] = "urn:verb:danced";
  for (const Who& who : kCallers) {
    INFO(Say(who));
    Fixture fixture(OptionsFor(who));
    v1::PublishXapiRequest request;
    request.set_game_id("elsewhere");
    request.set_statements("[" + Statement(1, kKnown, "game") + "," + Statement(2, kUnknown, "game") + "," +
                           Statement(3, kKnown, "") + "," + Statement(4, kUnknown, "") + "]");
    grpc::ClientContext context;
    Prepare(context);
    v1::PublishXapiResponse response;
    REQUIRE(fixture.stub->PublishXapi(&context, request, &response).ok());
    const bool any = std::string(who.role) == "service";
    const unsigned each = any ? 2 : who.may_report() ? 1 : 0;
    CHECK(response.accepted() == each);
    CHECK(response.unmapped() == each);
    CHECK(response.rejected() == 4 - 2 * each);
    CHECK(response.outcomes(1).dead_letter() == who.may_report());
    CHECK(response.outcomes(3).dead_letter() == any);
    if (!any) CHECK(response.outcomes(3).violations(0).field() == "game_id");
    if (!who.may_report()) CHECK(response.outcomes(1).violations(0).field() == who.foreign);
    const auto letters = fixture.All(fixture.topics.dead_letters());
    REQUIRE(letters.size() == each);
    for (const auto& letter : letters) {
      const std::string game = *kafka::FindHeader(letter, "ce_id") == EventId(2) ? "game" : "elsewhere";
      CHECK(*kafka::FindHeader(letter, "ce_source") == "/games/" + game);
    }
  }
}

TEST_CASE("a statement without a good game becomes no dead letter either") {
  Fixture fixture;
  v1::PublishXapiRequest request;
  request.set_game_id("no game/of ours");
  request.set_statements(Statement(1, "urn:verb:danced", ""));
  grpc::ClientContext context;
  Prepare(context);
  v1::PublishXapiResponse response;
  REQUIRE(fixture.stub->PublishXapi(&context, request, &response).ok());
  CHECK(response.rejected() == 1);
  CHECK(response.outcomes(0).violations(0).field() == "game_id");
  CHECK(fixture.All(fixture.topics.dead_letters()).empty());
}

}  // namespace
}  // namespace yachay::ingestion

// What models add to an answer, and what is said where they fail, the next difficulty, and what is counted of
// outcomes. The broker of these pods is away.
#include <atomic>
#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "adapters/outcome_follower.h"
#include "adapters/ranker_fixture.h"
#include "events/codec.h"
#include "kafka/embedded_broker.h"
#include "testing/catch.h"
#include "yachay/inference/v1/inference.grpc.pb.h"

namespace yachay::recommendation {
namespace {

// Forecasts nothing bad; its models like hard items and win easy ones, or fail as they are told.
class ScriptedInference : public inference::v1::Inference::Service {
 public:
  enum class Ranker { kLikesHard, kMissing, kSilent, kShort };
  enum class Success { kMissing, kSilent, kNonsense };
  explicit ScriptedInference(Ranker ranker, Success success = Success::kMissing)
      : ranker_(ranker), success_(success) {}

  grpc::Status Predict(grpc::ServerContext* context, const inference::v1::PredictRequest* request,
                       inference::v1::PredictResponse* response) override {
    if (request->model() == "ranker") return Rank(*context, request->features(), *response);
    if (request->model() == "success") return Foretell(*context, *response);
    response->add_classes("Low");
    response->add_classes("High");
    response->add_probabilities(0.1F);
    response->add_probabilities(0.9F);
    response->add_labels("High");
    response->set_version(3);
    return grpc::Status::OK;
  }

  std::atomic<int> asked = 0, success_asked = 0;

 private:
  grpc::Status Foretell(grpc::ServerContext& context, inference::v1::PredictResponse& response) {
    ++success_asked;
    if (success_ == Success::kMissing) return {grpc::StatusCode::NOT_FOUND, "no such model"};
    while (success_ == Success::kSilent && !context.IsCancelled()) absl::SleepFor(absl::Milliseconds(5));
    response.add_classes("right");
    response.add_probabilities(2);
    response.set_tracer_calibration(FittedItems()->fingerprint);
    return grpc::Status::OK;
  }
  grpc::Status Rank(grpc::ServerContext& context, const inference::v1::FeatureMatrix& rows,
                    inference::v1::PredictResponse& response) {
    ++asked;
    if (ranker_ == Ranker::kMissing) return {grpc::StatusCode::NOT_FOUND, "no such model"};
    while (ranker_ == Ranker::kSilent && !context.IsCancelled()) absl::SleepFor(absl::Milliseconds(5));
    response.set_version(7);
    for (const auto& column : rows.columns()) {
      if (column.name() != "difficulty") continue;
      for (const double difficulty : column.numbers())
        response.add_probabilities(static_cast<float>(1000 * difficulty));
    }
    if (ranker_ == Ranker::kShort) response.mutable_probabilities()->RemoveLast();
    return grpc::Status::OK;
  }

  const Ranker ranker_;
  const Success success_;
};

// The pod of one scripted inference.
struct ScriptedPod {
  explicit ScriptedPod(ScriptedInference::Ranker ranker,
                       ScriptedInference::Success success = ScriptedInference::Success::kMissing)
      : inference(ranker, success) {}
  EmptyStore store;
  ScriptedInference inference;
  const std::unique_ptr<grpc::Server> store_server = Serve(store), inference_server = Serve(inference);
  Pod pod{store_server->InProcessChannel({}), inference_server->InProcessChannel({}), FittedItems()};
};

using Ranker = ScriptedInference::Ranker;
using Success = ScriptedInference::Success;

TEST_CASE("the ranker orders the answer, and the answer says so") {
  ScriptedPod scripted(Ranker::kLikesHard);
  Pod& pod = scripted.pod;
  const v1::RecommendResponse answer = pod.Recommend();
  REQUIRE(answer.items_size() == 4);
  CHECK(answer.items(0).content_id() == "d1.5");
  CHECK(answer.items(3).content_id() == "d-2");
  CHECK(answer.policy() == "heuristic-2+ranker");
  CHECK(answer.ranker_version() == 7);
  CHECK(answer.fallback() == v1::FALLBACK_NONE);
}

TEST_CASE(
    "without a ranker in the registry the heuristic orders, no fallback, and it is not asked each time") {
  ScriptedPod scripted(Ranker::kMissing);
  Pod& pod = scripted.pod;
  for (int i = 0; i < 3; ++i) {
    const v1::RecommendResponse answer = pod.Recommend();
    CHECK(answer.policy() == "heuristic-2");
    CHECK(answer.ranker_version() == 0);
    CHECK(answer.fallback() == v1::FALLBACK_NONE);
    CHECK(answer.items(0).content_id() == "d-1.2");
  }
  CHECK(scripted.inference.asked == 1);
}

TEST_CASE("a ranker that is silent or answers nonsense is gone without, marked, within the deadline") {
  for (const Ranker ranker : {Ranker::kSilent, Ranker::kShort}) {
    ScriptedPod scripted(ranker);
    Pod& pod = scripted.pod;
    const v1::RecommendResponse answer = pod.Recommend();
    CHECK(answer.fallback() == v1::FALLBACK_NO_RANKER);
    CHECK(answer.policy() == "heuristic-2");
    CHECK(answer.items(0).content_id() == "d-1.2");
  }
}

TEST_CASE(
    "without a success model the formula gives the chances, no fallback, and it is not asked each time") {
  ScriptedPod scripted(Ranker::kMissing);
  for (int i = 0; i < 3; ++i) {
    const v1::RecommendResponse answer = scripted.pod.Recommend();
    CHECK(answer.fallback() == v1::FALLBACK_NONE);
    CHECK(answer.success_version() == 0);
  }
  CHECK(scripted.inference.success_asked == 1);
}

TEST_CASE(
    "a success model that is silent or answers nonsense is gone without, marked, and the ranker orders") {
  for (const Success success : {Success::kSilent, Success::kNonsense}) {
    ScriptedPod scripted(Ranker::kLikesHard, success);
    const v1::RecommendResponse answer = scripted.pod.Recommend();
    CHECK(answer.fallback() == v1::FALLBACK_NO_SUCCESS);
    CHECK(answer.policy() == "heuristic-2+ranker");
    CHECK(answer.items(0).content_id() == "d1.5");
    CHECK(answer.success_version() == 0);
  }
  ScriptedPod both(Ranker::kShort, Success::kNonsense);
  CHECK(both.pod.Recommend().fallback() == v1::FALLBACK_NO_RANKER_NO_SUCCESS);
}

TEST_CASE("a ranker that cannot explain orders all the same, and the rules give the reasons") {
  ScriptedPod scripted(Ranker::kLikesHard);  // it has no Explain
  v1::RecommendRequest request;
  request.set_with_ranker_reasons(true);
  const v1::RecommendResponse plain = scripted.pod.Recommend(), why = scripted.pod.Recommend(request);
  CHECK(why.policy() == "heuristic-2+ranker");
  CHECK(why.fallback() == v1::FALLBACK_NONE);
  REQUIRE(why.items_size() == plain.items_size());
  for (int i = 0; i < why.items_size(); ++i) {
    REQUIRE(why.items(i).reasons_size() == plain.items(i).reasons_size());
    for (int r = 0; r < why.items(i).reasons_size(); ++r)
      CHECK(why.items(i).reasons(r).code() == plain.items(i).reasons(r).code());
  }
}

TEST_CASE("with Kafka away the answer comes all the same, and the lost record is counted") {
  ScriptedPod scripted(Ranker::kMissing);
  Pod& pod = scripted.pod;
  CHECK(pod.Recommend().items_size() == 4);
  for (int i = 0; i < 1000 && pod.lost == 0; ++i)
    absl::SleepFor(absl::Milliseconds(10));  // logged after the answer
  CHECK(pod.lost == 1);
}

TEST_CASE("the next difficulty of a new learner is easy, and wrong questions are refused by field") {
  ScriptedPod scripted(Ranker::kMissing);
  Pod& pod = scripted.pod;
  v1::NextDifficultyRequest request;
  request.set_learner_id("l-1");
  request.set_skill_id("fractions");
  v1::NextDifficultyResponse response;
  grpc::ClientContext context;
  REQUIRE(pod.stub->NextDifficulty(&context, request, &response).ok());
  CHECK(response.difficulty() < -1);
  CHECK(response.easiest() < response.difficulty());
  CHECK(response.difficulty() < response.hardest());
  CHECK(response.success_probability() == Approx((response.band_low() + response.band_high()) / 2));
  CHECK(response.fallback() == v1::FALLBACK_NONE);

  grpc::ClientContext second;
  request.set_skill_id("");
  request.set_learner_id("a b");
  request.set_choices(101);
  const grpc::Status status = pod.stub->NextDifficulty(&second, request, &response);
  std::string fields;
  for (const auto& violation : service::Violations(status)) absl::StrAppend(&fields, violation.field, " ");
  CHECK(fields == "learner_id skill_id choices ");
}

events::Event Completed(const std::string& recommendation_id, double score) {
  events::Event event{.event_id = "123e4567-e89b-42d3-a456-426614174000",
                      .learner_id = "l-1",
                      .game_id = "g",
                      .occurred_at_ms = 1'700'000'000'000,
                      .received_at_ms = 1'700'000'000'000};
  event.payload = events::ContentCompleted{"c", "t", recommendation_id, 1000, score};
  return event;
}

TEST_CASE("what becomes of answers is counted by policy and fallback") {
  const auto broker = *kafka::EmbeddedBroker::Start(
      {.topics = {{.name = "answers", .partitions = 2}, {.name = "events", .partitions = 2}}});
  const auto producer = *kafka::Producer::Create({.brokers = broker->brokers()});
  const auto send = [&](const char* topic, const std::string& value) {
    REQUIRE(producer->Produce(topic, {.key = "l-1", .value = value}, [](const auto&) {}).ok());
  };
  v1::RecommendationLogged logged;
  logged.set_policy("p");
  logged.set_fallback("FALLBACK_NONE");
  logged.set_recommendation_id("good");
  send("answers", logged.SerializeAsString());
  logged.set_recommendation_id("bad");
  send("answers", logged.SerializeAsString());
  send("answers", "\xff\xff");
  send("events", events::Encode(Completed("good", 0.9)));
  send("events", events::Encode(Completed("bad", 0.1)));
  send("events", events::Encode(Completed("other", 0.9)));
  REQUIRE(producer->Flush(absl::Seconds(20)).ok());

  service::Metrics metrics;
  Probe probe(metrics);
  const auto follower = *OutcomeFollower::Create(broker->brokers(), {"answers", "events"}, probe);
  follower->Start();
  const auto counted = [&](const char* outcome, const char* count) {
    return absl::StrContains(
        metrics.Scrape(),
        absl::StrCat("yachay_recommendation_outcomes_total{fallback=\"FALLBACK_NONE\",outcome=\"", outcome,
                     "\",policy=\"p\"} ", count));
  };
  for (int i = 0; i < 3000 && !(counted("completed", "2") && counted("succeeded", "1")); ++i)
    absl::SleepFor(absl::Milliseconds(10));
  follower->Stop();
  INFO(metrics.Scrape());
  CHECK(counted("taken", "2"));
  CHECK(counted("completed", "2"));
  CHECK(counted("succeeded", "1"));
}

}  // namespace
}  // namespace yachay::recommendation

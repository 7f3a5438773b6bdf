// The ranker's part of an answer, the next difficulty, and what is counted of outcomes. The broker of these
// pods is away.
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <atomic>
#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "adapters/cloud_event.h"
#include "adapters/dependencies.h"
#include "adapters/outcome_follower.h"
#include "adapters/probe.h"
#include "adapters/recommendation_log.h"
#include "adapters/recommendation_rpc.h"
#include "events/codec.h"
#include "kafka/embedded_broker.h"
#include "testing/catch.h"
#include "yachay/features/v1/features.grpc.pb.h"
#include "yachay/inference/v1/inference.grpc.pb.h"

namespace yachay::recommendation {
namespace {

// Knows nothing of anybody: each column is missing.
class EmptyStore : public features::v1::FeatureStore::Service {
 public:
  grpc::Status GetFeatures(grpc::ServerContext*, const features::v1::GetFeaturesRequest* request,
                           features::v1::GetFeaturesResponse* response) override {
    for (const std::string& name : request->features()) {
      auto* column = response->add_columns();
      column->set_name(name);
      column->add_statuses(features::v1::FEATURE_STATUS_NOT_FOUND);
    }
    return grpc::Status::OK;
  }
};

// Forecasts nothing bad; its ranker likes hard items, or fails as it is told.
class ScriptedInference : public inference::v1::Inference::Service {
 public:
  enum class Ranker { kLikesHard, kMissing, kSilent, kShort };
  explicit ScriptedInference(Ranker ranker) : ranker_(ranker) {}

  grpc::Status Predict(grpc::ServerContext* context, const inference::v1::PredictRequest* request,
                       inference::v1::PredictResponse* response) override {
    if (request->model() == "ranker") return Rank(*context, request->features(), *response);
    response->add_classes("Low");
    response->add_classes("High");
    response->add_probabilities(0.1F);
    response->add_probabilities(0.9F);
    response->add_labels("High");
    response->set_version(3);
    return grpc::Status::OK;
  }

  std::atomic<int> asked = 0;

 private:
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
};

std::unique_ptr<grpc::Server> Serve(grpc::Service& service) {
  return grpc::ServerBuilder().RegisterService(&service).BuildAndStart();
}

class Pod {
 public:
  explicit Pod(ScriptedInference::Ranker ranker)
      : inference(ranker),
        store_server_(Serve(store_)),
        inference_server_(Serve(inference)),
        sources_(store_server_->InProcessChannel({}), inference_server_->InProcessChannel({})),
        dependencies_(sources_, {.longest_wait = absl::Seconds(20), .share = 0.25}),
        producer_(*kafka::Producer::Create(
            {.brokers = "127.0.0.1:1", .properties = {{"message.timeout.ms", "200"}}, .log = &LogKafka})),
        log_(*producer_, "none", [this] { ++lost; }),
        rpc_({.shelves = &shelves_,
              .dependencies = &dependencies_,
              .log = &log_,
              .probe = &probe_,
              .executor = &executor_,
              .texts = &texts_,
              .policy = Greedy(),
              .now = &absl::Now,
              .new_id = &NewUuid}),
        server_(Serve(rpc_)),
        stub(v1::Recommendation::NewStub(server_->InProcessChannel({}))) {
    for (const double difficulty : {-2.0, -1.2, 0.0, 1.5}) Add(difficulty);
  }
  ~Pod() {
    server_->Shutdown();
    executor_.Join();
    producer_->Flush(absl::Seconds(10)).IgnoreError();
  }

  v1::RecommendResponse Recommend() {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(8)));
    v1::RecommendRequest request;
    request.set_learner_id("l-1");
    v1::RecommendResponse response;
    CHECK(stub->Recommend(&context, request, &response).ok());
    return response;
  }

  std::atomic<int> lost = 0;
  ScriptedInference inference;

 private:
  static Policy Greedy() {
    Policy policy;
    policy.exploration = 0;
    return policy;
  }
  void Add(double difficulty) {
    const Content content{.id = absl::StrCat("d", difficulty),
                          .title = "t",
                          .skills = {absl::StrCat("s", difficulty)},
                          .language = "es",
                          .difficulty = difficulty,
                          .variants = {{"t", delivery::VariantKind::kText, 20'000, 64}}};
    REQUIRE(catalog_.Apply({.content = content, .state = State::kPublished}).applied);
  }

  EmptyStore store_;
  service::Metrics metrics_;
  Probe probe_{metrics_};
  service::Executor executor_{2, 100};
  const Texts texts_ = *Texts::Load(BuiltInTexts());
  Catalog catalog_;
  ShelfCache shelves_{catalog_, nullptr};
  std::unique_ptr<grpc::Server> store_server_, inference_server_;
  const Sources sources_;
  Dependencies dependencies_;
  std::unique_ptr<kafka::Producer> producer_;
  RecommendationLog log_;
  RecommendationRpc rpc_;
  std::unique_ptr<grpc::Server> server_;

 public:
  std::unique_ptr<v1::Recommendation::Stub> stub;
};

using Ranker = ScriptedInference::Ranker;

TEST_CASE("the ranker orders the answer, and the answer says so") {
  Pod pod(Ranker::kLikesHard);
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
  Pod pod(Ranker::kMissing);
  for (int i = 0; i < 3; ++i) {
    const v1::RecommendResponse answer = pod.Recommend();
    CHECK(answer.policy() == "heuristic-2");
    CHECK(answer.ranker_version() == 0);
    CHECK(answer.fallback() == v1::FALLBACK_NONE);
    CHECK(answer.items(0).content_id() == "d-1.2");
  }
  CHECK(pod.inference.asked == 1);
}

TEST_CASE("a ranker that is silent or answers nonsense is gone without, marked, within the deadline") {
  for (const Ranker ranker : {Ranker::kSilent, Ranker::kShort}) {
    Pod pod(ranker);
    const v1::RecommendResponse answer = pod.Recommend();
    CHECK(answer.fallback() == v1::FALLBACK_NO_RANKER);
    CHECK(answer.policy() == "heuristic-2");
    CHECK(answer.items(0).content_id() == "d-1.2");
  }
}

TEST_CASE("with Kafka away the answer comes all the same, and the lost record is counted") {
  Pod pod(Ranker::kMissing);
  CHECK(pod.Recommend().items_size() == 4);
  for (int i = 0; i < 1000 && pod.lost == 0; ++i)
    absl::SleepFor(absl::Milliseconds(10));  // logged after the answer
  CHECK(pod.lost == 1);
}

TEST_CASE("the next difficulty of a new learner is easy, and wrong questions are refused by field") {
  Pod pod(Ranker::kMissing);
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

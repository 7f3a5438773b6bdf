// The service's adapters against the embedded broker and in-process feature store and inference.
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "adapters/catalog_codec.h"
#include "adapters/catalog_log.h"
#include "adapters/catalog_rpc.h"
#include "adapters/cloud_event.h"
#include "adapters/dependencies.h"
#include "adapters/probe.h"
#include "adapters/recommendation_log.h"
#include "adapters/recommendation_rpc.h"
#include "kafka/embedded_broker.h"
#include "testing/catch.h"
#include "yachay/features/v1/features.grpc.pb.h"
#include "yachay/inference/v1/inference.grpc.pb.h"

namespace yachay::recommendation {
namespace {

constexpr char kCatalogTopic[] = "yachay.catalog.v1";
constexpr char kLogTopic[] = "yachay.recommendations.v1";

// Knows one learner: on 2g, good at addition.
class FakeStore : public features::v1::FeatureStore::Service {
 public:
  grpc::Status GetFeatures(grpc::ServerContext*, const features::v1::GetFeaturesRequest* request,
                           features::v1::GetFeaturesResponse* response) override {
    for (const std::string& name : request->features()) Fill(name, *response->add_columns());
    response->add_without_consent(without_consent);
    return grpc::Status::OK;
  }

  bool without_consent = false;

 private:
  static void Fill(const std::string& name, features::v1::FeatureColumn& column) {
    column.set_name(name);
    column.add_statuses(features::v1::FEATURE_STATUS_PRESENT);
    if (name == "tracer:mastery") {
      features::v1::NumberMap* map = column.add_maps();
      map->add_keys("addition");
      map->add_values(0.9);
    } else if (name == "content:preferences") {
      column.add_maps()->add_keys("audio=true");
      column.mutable_maps(0)->add_values(1);
    } else if (name == "tracer:skill_ability" || name == "content:seen" || name == "tracer:recall" ||
               name == "content:completed") {
      column.add_maps();
    } else if (name == "profile:language") {
      column.add_texts("es");
    } else {
      column.add_numbers(name == "connection:downlink_kbps" ? 60 : name == "connection:rtt_ms" ? 1500 : 4);
      if (name == "device:ram_mib") column.set_numbers(0, 2048);
    }
  }
};

class FakeInference : public inference::v1::Inference::Service {
 public:
  grpc::Status Predict(grpc::ServerContext*, const inference::v1::PredictRequest* request,
                       inference::v1::PredictResponse* response) override {
    if (request->model() != "engagement" || request->alias() != "champion")
      return {grpc::StatusCode::NOT_FOUND, "?"};
    response->set_version(3);
    for (const char* name : {"Low", "Medium", "High"}) response->add_classes(name);
    for (const float p : {0.7F, 0.2F, 0.1F}) response->add_probabilities(p);
    response->add_labels("Low");
    response->add_row_features()->set_known(true);
    return grpc::Status::OK;
  }
};

// Never answers before its caller has given up.
class SilentInference : public inference::v1::Inference::Service {
 public:
  grpc::Status Predict(grpc::ServerContext* context, const inference::v1::PredictRequest*,
                       inference::v1::PredictResponse*) override {
    while (!context->IsCancelled()) absl::SleepFor(absl::Milliseconds(5));
    return grpc::Status::CANCELLED;
  }
};

std::unique_ptr<grpc::Server> Serve(std::vector<grpc::Service*> services) {
  grpc::ServerBuilder builder;
  for (grpc::Service* service : services) builder.RegisterService(service);
  return builder.BuildAndStart();
}

std::unique_ptr<kafka::EmbeddedBroker> StartBroker() {
  auto broker = kafka::EmbeddedBroker::Start(
      {.topics = {{.name = kCatalogTopic, .partitions = 1}, {.name = kLogTopic, .partitions = 1}}});
  REQUIRE(broker.ok());
  return *std::move(broker);
}

// A pod of the service, without its process.
class Pod {
 public:
  Pod(const std::string& brokers, grpc::Server* store, grpc::Server* inference)
      : Pod(brokers, store, inference, LogProducer(brokers)) {}
  Pod(const std::string& brokers, grpc::Server* store, grpc::Server* inference,
      const kafka::ProducerOptions& log)
      : log_producer_(*kafka::Producer::Create(log)),
        producer_(*kafka::Producer::Create({.brokers = brokers})),
        catalog_log_(*CatalogLog::Create(brokers, kCatalogTopic, catalog_, *producer_)),
        catalog_rpc_(catalog_, *catalog_log_, demand_, [] { return std::int64_t{1'700'000'000'000}; }),
        sources_(ChannelTo(store), ChannelTo(inference)),
        dependencies_(sources_, {.longest_wait = absl::Seconds(20), .share = 0.25}),
        log_(*log_producer_, kLogTopic, [this] { probe_.LogLost(); }),
        next_items_({.shelves = &shelves_,
                     .dependencies = &dependencies_,
                     .executor = &executor_,
                     .now = &absl::Now}),
        rpc_({.next_items = &next_items_,
              .dependencies = &dependencies_,
              .log = &log_,
              .probe = &probe_,
              .executor = &executor_,
              .texts = &texts_,
              .policy = {},
              .now = &absl::Now,
              .new_id = &NewUuid}),
        server_(Serve({&catalog_rpc_, &rpc_})),
        channel_(server_->InProcessChannel({})),
        catalog_stub(catalog::v1::Catalog::NewStub(channel_)),
        stub(v1::Recommendation::NewStub(channel_)) {
    catalog_log_->Start();
    const absl::Time end = absl::Now() + absl::Seconds(30);
    while (!catalog_log_->ready().ok() && absl::Now() < end) absl::SleepFor(absl::Milliseconds(10));
    REQUIRE(catalog_log_->ready().ok());
  }
  ~Pod() {
    catalog_log_->Stop();
    server_->Shutdown();
    executor_.Join();
    CHECK(producer_->Flush(absl::Seconds(20)).ok());
    if (flushes_) CHECK(log_producer_->Flush(absl::Seconds(20)).ok());
  }

  const Catalog& catalog() const { return catalog_; }
  CatalogLog& catalog_log() { return *catalog_log_; }
  std::int64_t waiting() const { return log_producer_->queued(); }
  service::Metrics& metrics() { return metrics_; }
  void LeaveWhatWaits() { flushes_ = false; }

 private:
  static std::shared_ptr<grpc::Channel> ChannelTo(grpc::Server* server) {
    return server == nullptr ? nullptr : server->InProcessChannel({});
  }

  service::Metrics metrics_;
  Probe probe_{metrics_};
  service::Executor executor_{2, 100};
  const Texts texts_ = *Texts::Load(BuiltInTexts());
  Catalog catalog_;
  ShelfCache shelves_{catalog_, nullptr};
  Demand demand_;
  bool flushes_ = true;
  std::unique_ptr<kafka::Producer> log_producer_;
  std::unique_ptr<kafka::Producer> producer_;
  std::unique_ptr<CatalogLog> catalog_log_;
  CatalogRpc catalog_rpc_;
  const Sources sources_;
  Dependencies dependencies_;
  RecommendationLog log_;
  const NextItems next_items_;
  RecommendationRpc rpc_;
  std::unique_ptr<grpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;

 public:
  std::unique_ptr<catalog::v1::Catalog::Stub> catalog_stub;
  std::unique_ptr<v1::Recommendation::Stub> stub;
};

Content Item(const std::string& id, const std::string& skill, std::vector<std::string> prerequisites) {
  return {.id = id,
          .title = id,
          .skills = {skill},
          .prerequisites = std::move(prerequisites),
          .language = "es",
          .grade_min = 1,
          .grade_max = 6,
          .difficulty = 0,
          .expected_seconds = 60,
          .variants = {{"t", delivery::VariantKind::kText, 20'000, 64},
                       {"h", delivery::VariantKind::kHigh, 9'000'000, 64}}};
}

grpc::Status Create(Pod& pod, const Content& content) {
  grpc::ClientContext context;
  catalog::v1::CreateContentRequest request;
  *request.mutable_item() = ToProto(content);
  catalog::v1::CreateContentResponse response;
  return pod.catalog_stub->CreateContent(&context, request, &response);
}

grpc::Status Publish(Pod& pod, const std::string& id, std::uint64_t base) {
  grpc::ClientContext context;
  catalog::v1::PublishContentRequest request;
  request.set_content_id(id);
  request.set_base_revision(base);
  catalog::v1::PublishContentResponse response;
  return pod.catalog_stub->PublishContent(&context, request, &response);
}

void Fill(Pod& pod) {
  for (const Content& content : {Item("a", "addition", {}), Item("f", "fractions", {"addition"}),
                                 Item("locked", "algebra", {"fractions"})}) {
    REQUIRE(Create(pod, content).ok());
    REQUIRE(Publish(pod, content.id, 1).ok());
  }
}

v1::RecommendResponse Recommend(Pod& pod) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(10)));
  v1::RecommendRequest request;
  request.set_learner_id("l-1");
  v1::RecommendResponse response;
  const grpc::Status status = pod.stub->Recommend(&context, request, &response);
  INFO(status.error_message());
  CHECK(status.ok());
  return response;
}

TEST_CASE("with all services there, the answer rests on all of them, and is logged") {
  const auto broker = StartBroker();
  FakeStore store;
  FakeInference inference;
  const auto store_server = Serve({&store});
  const auto inference_server = Serve({&inference});
  v1::RecommendResponse answer;
  {
    Pod pod(broker->brokers(), store_server.get(), inference_server.get());
    Fill(pod);
    answer = Recommend(pod);
  }  // the drain sends the log
  CHECK(answer.fallback() == v1::FALLBACK_NONE);
  CHECK(answer.engagement() == "Low");
  CHECK(answer.model_version() == 3);
  REQUIRE(answer.items_size() == 2);  // addition is mastered, so fractions is open; algebra is not
  for (const v1::RecommendedItem& item : answer.items()) {
    CHECK(item.variant_id() == "t");
    CHECK(item.bytes() == 20'000);
    CHECK(item.propensity() > 0);
    CHECK(item.reasons_size() > 0);
  }
  CHECK(absl::StrContains(answer.shortfall(), "2 of 3"));

  std::vector<kafka::ReceivedRecord> records;
  const auto reader = *kafka::LogReader::Create({.brokers = broker->brokers(), .topic = kLogTopic});
  REQUIRE(reader
              ->ReadToEnd(
                  [&](kafka::Batch batch) {
                    records.insert(records.end(), batch.begin(), batch.end());
                    return absl::OkStatus();
                  },
                  absl::Seconds(30))
              .ok());
  REQUIRE(records.size() == 1);
  v1::RecommendationLogged logged;
  REQUIRE(logged.ParseFromString(records[0].value));
  CHECK(records[0].key == "l-1");
  CHECK(*kafka::FindHeader(records[0], "ce_id") == answer.recommendation_id());
  CHECK(*kafka::FindHeader(records[0], "ce_type") == "yachay.recommendation.v1.RecommendationLogged");
  CHECK(logged.recommendation_id() == answer.recommendation_id());
  CHECK(logged.items_size() == 2);
  CHECK(logged.items(0).propensity() == answer.items(0).propensity());
  CHECK(logged.policy() == "heuristic-2");
  CHECK(logged.candidates() == 2);
  CHECK(logged.fallback() == "FALLBACK_NONE");
}

TEST_CASE("what is recommended while the broker is away waits, and what finds no room says so") {
  CHECK(LogProducer("b:1").delivery_timeout >= absl::Hours(12));
  const auto broker = StartBroker();
  kafka::ProducerOptions away = LogProducer("127.0.0.1:1");
  away.queue_records = 2;
  Pod pod(broker->brokers(), nullptr, nullptr, away);
  Fill(pod);
  CHECK_FALSE(Recommend(pod).not_logged());
  CHECK_FALSE(Recommend(pod).not_logged());
  CHECK(pod.waiting() == 2);
  const v1::RecommendResponse forgotten = Recommend(pod);
  CHECK(forgotten.not_logged());
  CHECK(forgotten.items_size() == 1);
  CHECK(absl::StrContains(pod.metrics().Scrape(), "yachay_recommendation_log_lost_total 1\n"));
  pod.LeaveWhatWaits();
}

TEST_CASE("an answer comes, and says so, when a service is away or silent") {
  const auto broker = StartBroker();
  FakeStore store;
  FakeInference inference;
  SilentInference silent;
  const auto store_server = Serve({&store});
  const auto inference_server = Serve({&inference});
  const auto silent_server = Serve({&silent});
  Pod first(broker->brokers(), nullptr, nullptr);
  Fill(first);
  const v1::RecommendResponse neither = Recommend(first);
  CHECK(neither.fallback() == v1::FALLBACK_NO_FEATURES_NO_SCORES);
  REQUIRE(neither.items_size() == 1);
  CHECK(neither.items(0).content_id() == "a");  // a new learner has unlocked nothing else

  Pod no_store(broker->brokers(), nullptr, inference_server.get());
  const v1::RecommendResponse featureless = Recommend(no_store);
  CHECK(featureless.fallback() == v1::FALLBACK_NO_FEATURES);
  CHECK(featureless.non_personal());  // nobody can say that the learner has consented
  CHECK(featureless.engagement().empty());
  Pod no_scores(broker->brokers(), store_server.get(), silent_server.get());
  const v1::RecommendResponse unscored = Recommend(no_scores);
  CHECK(unscored.fallback() == v1::FALLBACK_NO_SCORES);
  CHECK(unscored.engagement().empty());
  CHECK(unscored.items_size() == 2);
}

TEST_CASE("an answer without consent to personalisation says so, and no forecast goes into it") {
  const auto broker = StartBroker();
  FakeStore store;
  store.without_consent = true;
  FakeInference inference;
  const auto store_server = Serve({&store});
  const auto inference_server = Serve({&inference});
  Pod pod(broker->brokers(), store_server.get(), inference_server.get());
  Fill(pod);
  const v1::RecommendResponse answer = Recommend(pod);
  CHECK(answer.non_personal());
  CHECK(answer.engagement().empty());
  CHECK(answer.fallback() == v1::FALLBACK_NONE);
  store.without_consent = false;
  CHECK_FALSE(Recommend(pod).non_personal());
}

TEST_CASE("of two writers with the same base one wins, and both pods agree") {
  const auto broker = StartBroker();
  Pod one(broker->brokers(), nullptr, nullptr);
  REQUIRE(Create(one, Item("a", "addition", {})).ok());
  Pod two(broker->brokers(), nullptr, nullptr);

  // Both writes pass their pod's own look at the catalogue, so that only the log decides.
  ContentChange change{.change_id = NewUuid(),
                       .base_revision = 1,
                       .content = Item("a", "addition", {}),
                       .state = State::kPublished,
                       .changed_at_ms = 1};
  std::vector<absl::StatusOr<Catalog::Outcome>> outcomes;
  absl::Mutex mutex;
  const auto keep = [&](absl::StatusOr<Catalog::Outcome> outcome) {
    absl::MutexLock lock(&mutex);
    outcomes.push_back(std::move(outcome));
  };
  one.catalog_log().Write(change, keep);
  change.change_id = NewUuid();
  two.catalog_log().Write(change, keep);
  {
    absl::MutexLock lock(&mutex);
    mutex.Await(absl::Condition(
        +[](std::vector<absl::StatusOr<Catalog::Outcome>>* o) { return o->size() == 2; }, &outcomes));
  }
  REQUIRE(outcomes[0].ok());
  REQUIRE(outcomes[1].ok());
  CHECK(outcomes[0]->applied != outcomes[1]->applied);
  CHECK(outcomes[0]->entry->revision == 2);
  CHECK(outcomes[1]->entry->revision == 2);

  const grpc::Status stale = Publish(two, "a", 1);
  CHECK(stale.error_code() == grpc::StatusCode::ABORTED);
  CHECK(absl::StrContains(stale.error_message(), "revision 2"));
  CHECK(Create(two, Item("a", "addition", {})).error_code() == grpc::StatusCode::ALREADY_EXISTS);
  CHECK(Publish(two, "none", 1).error_code() == grpc::StatusCode::NOT_FOUND);
  CHECK(Publish(two, "a", 2).error_code() == grpc::StatusCode::FAILED_PRECONDITION);
}

TEST_CASE("a record that is no change is passed over, and the rest is read") {
  const auto broker = StartBroker();
  const auto producer = *kafka::Producer::Create({.brokers = broker->brokers()});
  REQUIRE(producer->Produce(kCatalogTopic, {.key = "x", .value = "\xff\xff"}, [](const auto&) {}).ok());
  REQUIRE(producer->Flush(absl::Seconds(20)).ok());
  Pod pod(broker->brokers(), nullptr, nullptr);
  CHECK(pod.catalog_log().skipped() == 1);
  CHECK(Create(pod, Item("a", "addition", {})).ok());
  CHECK(pod.catalog().size() == 1);
}

TEST_CASE("wrong requests are refused with every violated field") {
  const auto broker = StartBroker();
  Pod pod(broker->brokers(), nullptr, nullptr);
  Content content = Item("a b", "addition", {});
  content.grade_max = 40;
  const grpc::Status created = Create(pod, content);
  CHECK(created.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  REQUIRE(service::Violations(created).size() == 2);
  CHECK(service::Violations(created)[0].field == "item.content_id");

  grpc::ClientContext context;
  v1::RecommendRequest request;
  request.set_count(51);
  request.mutable_context()->set_grade(14);
  request.mutable_context()->set_download_seconds(0);
  v1::RecommendResponse response;
  const grpc::Status status = pod.stub->Recommend(&context, request, &response);
  std::vector<std::string> fields;
  for (const auto& violation : service::Violations(status)) fields.push_back(violation.field);
  CHECK(fields ==
        std::vector<std::string>{"learner_id", "count", "context.grade", "context.download_seconds"});
}

TEST_CASE("the longest wait is a share of what the caller has left") {
  const absl::Time now = absl::FromUnixSeconds(1000);
  const Dependencies::Options options{.longest_wait = absl::Milliseconds(300), .share = 0.5};
  CHECK(Patience(options, now, now + absl::Milliseconds(100)) == absl::Milliseconds(50));
  CHECK(Patience(options, now, now + absl::Hours(1)) == absl::Milliseconds(300));
  CHECK(Patience(options, now, now - absl::Seconds(1)) == absl::ZeroDuration());
  CHECK(Patience(options, now, absl::InfiniteFuture()) == absl::Milliseconds(300));
}

}  // namespace
}  // namespace yachay::recommendation

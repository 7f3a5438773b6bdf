// The service's parts as main wires them, on the embedded broker.
#include <grpcpp/grpcpp.h>

#include <filesystem>
#include <fstream>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "adapters/grpc_feature_store.h"
#include "adapters/log_follower.h"
#include "adapters/rebuilder.h"
#include "core/generations.h"
#include "events/codec.h"
#include "events/topics.h"
#include "features/test_events.h"
#include "kafka/embedded_broker.h"
#include "kafka/log_reader.h"
#include "kafka/producer.h"
#include "service/metrics.h"
#include "service/status.h"
#include "testing/catch.h"

namespace yachay::feature_store {
namespace {

constexpr int kPartitions = 3;
constexpr std::int64_t kAsOf = features::kT0 + 20 * features::kDayMs;
const events::Topics kTopics;

std::unique_ptr<kafka::EmbeddedBroker> StartBroker() {
  kafka::EmbeddedBroker::Options options;
  options.topics = {{kTopics.learner_events(), kPartitions}, {kTopics.dead_letters(), 1}};
  return *kafka::EmbeddedBroker::Start(std::move(options));
}

LogFollowerOptions FollowerOptions(const std::string& brokers) {
  // The embedded broker lets a group that a member has left wait for nearly a session.
  return {.brokers = brokers,
          .topic = kTopics.learner_events(),
          .properties = {{"session.timeout.ms", "6000"}, {"heartbeat.interval.ms", "200"}}};
}

class Running {
 public:
  Running(const std::string& brokers, const std::string& state_dir, const std::string& views = "")
      : generations_(*Generations::Open(state_dir, *ReadDefinitionSources(views, ""))),
        producer_(*kafka::Producer::Create({.brokers = brokers})),
        dead_letters_(*producer_, kTopics.dead_letters()),
        probe_(metrics_),
        follower_(*LogFollower::Create(FollowerOptions(brokers), *generations_, dead_letters_, probe_)),
        rebuilder_(
            *Rebuilder::Create({.brokers = brokers, .topic = kTopics.learner_events()}, *generations_)),
        rpc_({*generations_, *follower_, executor_, [] { return kAsOf; }}) {
    server_ = grpc::ServerBuilder().RegisterService(&rpc_).BuildAndStart();
    REQUIRE(server_ != nullptr);
    stub_ = features::v1::FeatureStore::NewStub(server_->InProcessChannel({}));
    follower_->Start();
  }
  ~Running() {
    rebuilder_->Stop();
    follower_->Stop();
    server_->Shutdown();
    executor_.Join();
  }

  features::v1::GetLogPositionResponse Position() {
    grpc::ClientContext context;
    features::v1::GetLogPositionResponse response;
    REQUIRE(stub_->GetLogPosition(&context, {}, &response).ok());
    return response;
  }
  grpc::Status Get(const features::v1::GetFeaturesRequest& request,
                   features::v1::GetFeaturesResponse* response) {
    grpc::ClientContext context;
    return stub_->GetFeatures(&context, request, response);
  }
  features::v1::ListFeatureViewsResponse Views() {
    grpc::ClientContext context;
    features::v1::ListFeatureViewsResponse response;
    REQUIRE(stub_->ListFeatureViews(&context, {}, &response).ok());
    return response;
  }
  service::Metrics& metrics() { return metrics_; }
  void StartRebuild() { rebuilder_->Start(); }

 private:
  service::Metrics metrics_;
  service::Executor executor_{2, 100};
  std::unique_ptr<Generations> generations_;
  std::unique_ptr<kafka::Producer> producer_;
  DeadLetters dead_letters_;
  Probe probe_;
  std::unique_ptr<LogFollower> follower_;
  std::unique_ptr<Rebuilder> rebuilder_;
  GrpcFeatureStore rpc_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<features::v1::FeatureStore::Stub> stub_;
};

struct Sums {
  std::uint64_t log = 0, applied = 0, duplicates = 0, dead_lettered = 0;
};

// Waits until the store stands at the end of a log of `records` records.
Sums WaitForEnd(Running& running, std::uint64_t records) {
  Sums sums;
  for (int i = 0; i < 600; ++i) {
    sums = {};
    std::uint64_t end = 0;
    const auto position = running.Position();
    for (const auto& p : position.partitions()) {
      sums.log += static_cast<std::uint64_t>(p.next_offset());
      end += static_cast<std::uint64_t>(std::max<std::int64_t>(p.end_offset(), 0));
      sums.applied += p.applied();
      sums.duplicates += p.duplicates();
      sums.dead_lettered += p.dead_lettered();
    }
    if (sums.log == records && end == records) return sums;
    absl::SleepFor(absl::Milliseconds(50));
  }
  FAIL("the store stands at " << sums.log << " of " << records << " records");
  return sums;
}

void Publish(const std::string& brokers, const std::vector<kafka::Record>& records) {
  const auto producer = *kafka::Producer::Create({.brokers = brokers});
  for (const auto& record : records) {
    REQUIRE(producer->Produce(kTopics.learner_events(), record, [](auto) {}).ok());
  }
  REQUIRE(producer->Flush(absl::Seconds(20)).ok());
}

kafka::Record ToRecord(const events::Event& event) {
  return {event.learner_id, events::Encode(event), {{"ce_id", event.event_id}}};
}

// 200 events of 5 learners, each fourth twice, and 2 records that are no events.
std::vector<kafka::Record> MakeRecords() {
  std::vector<kafka::Record> records;
  int number = 0;
  for (auto& event : features::RandomEvents(5, 200, 20)) {
    event.learner_id = absl::StrCat("learner-", number % 5);
    records.push_back(ToRecord(event));
    if (number++ % 4 == 0) records.push_back(ToRecord(event));
  }
  records.insert(records.begin() + 20, {"learner-1", "not an event", {{"traceparent", "00-1-2-01"}}});
  records.push_back({"", "\xFF\xFF", {}});
  return records;
}

features::v1::GetFeaturesRequest Ask(std::vector<std::string> features, std::vector<std::string> learners) {
  features::v1::GetFeaturesRequest request;
  for (auto& feature : features) request.add_features(std::move(feature));
  for (auto& learner : learners) request.add_learner_ids(std::move(learner));
  return request;
}

}  // namespace

TEST_CASE("the log reaches the store once, over a restart, and bad records reach the dead letters") {
  const auto broker = StartBroker();
  std::filesystem::remove_all("loop");
  const auto records = MakeRecords();
  const auto half = records.begin() + 120;
  Publish(broker->brokers(), {records.begin(), half});
  {
    Running running(broker->brokers(), "loop");
    CHECK(WaitForEnd(running, 120).dead_lettered == 1);
    CHECK(running.metrics().Scrape().find("yachay_feature_store_dead_lettered_total 1") != std::string::npos);
  }
  Publish(broker->brokers(), {half, records.end()});
  Running running(broker->brokers(), "loop");
  const Sums sums = WaitForEnd(running, records.size());
  CHECK(sums.applied == 200);
  CHECK(sums.duplicates == 50);
  CHECK(sums.dead_lettered == 2);

  std::vector<kafka::ReceivedRecord> letters;
  const auto reader =
      *kafka::LogReader::Create({.brokers = broker->brokers(), .topic = kTopics.dead_letters()});
  REQUIRE(reader
              ->ReadToEnd(
                  [&](kafka::Batch batch) {
                    letters.insert(letters.end(), batch.begin(), batch.end());
                    return absl::OkStatus();
                  },
                  absl::Seconds(20))
              .ok());
  REQUIRE(letters.size() == 2);
  CHECK(letters[0].value == "not an event");
  CHECK(letters[0].key == "learner-1");
  CHECK(*kafka::FindHeader(letters[0], "traceparent") == "00-1-2-01");
  CHECK(kafka::FindHeader(letters[0], "error")->find("not a yachay.events.v1.LearnerEvent") !=
        std::string::npos);
  CHECK(*kafka::FindHeader(letters[0], "original_topic") == kTopics.learner_events());
  CHECK(*kafka::FindHeader(letters[0], "attempt") == "1");
  CHECK(kafka::FindHeader(letters[0], "original_partition") != nullptr);
  CHECK(kafka::FindHeader(letters[0], "original_offset") != nullptr);
}

TEST_CASE("an empty store replays the log, whatever the group committed, to the same values") {
  const auto broker = StartBroker();
  const auto records = MakeRecords();
  Publish(broker->brokers(), records);
  const auto request = Ask({"engagement:*", "tracer:*", "device:*", "connection:*", "profile:*", "content:*"},
                           {"learner-0", "learner-3", "nobody"});
  std::string answers[2];
  for (std::string& answer : answers) {
    std::filesystem::remove_all("replay");
    Running running(broker->brokers(), "replay");
    WaitForEnd(running, records.size());
    features::v1::GetFeaturesResponse response;
    REQUIRE(running.Get(request, &response).ok());
    CHECK(response.columns_size() == 11 + 8 + 5 + 4 + 5 + 3);
    CHECK(response.view_hashes_size() == 6);
    for (const auto& column : response.columns()) {
      REQUIRE(column.statuses_size() == 3);
      CHECK(column.statuses(2) == features::v1::FEATURE_STATUS_NOT_FOUND);
      CHECK(column.numbers_size() + column.texts_size() + column.maps_size() == 3);
    }
    for (const auto& column : response.columns()) answer += column.SerializeAsString();
  }
  CHECK(answers[0] == answers[1]);
}

TEST_CASE("a changed view is rebuilt from the log beside the live one, and switched when it has caught up") {
  const auto broker = StartBroker();
  for (const char* folder : {"switched", "switched-views"}) std::filesystem::remove_all(folder);
  auto records = MakeRecords();
  Publish(broker->brokers(), records);
  { WaitForEnd(*std::make_unique<Running>(broker->brokers(), "switched"), records.size()); }

  const auto sources = *ReadDefinitionSources("", "");
  std::filesystem::create_directories("switched-views");
  for (const auto& view : sources.views)
    std::ofstream("switched-views/" + std::filesystem::path(view.file).filename().string()) << view.text;
  std::ofstream("switched-views/practice.yaml")
      << "name: practice\nowner: t\ndescription: d\nfeatures:\n"
         "  - {name: answers, type: number, description: d, aggregate: "
         "count, event: item_attempted, window: lifetime}\n";
  Running running(broker->brokers(), "switched", "switched-views");
  features::v1::GetFeaturesResponse response;
  CHECK(running.Views().views_size() == 6);  // the old ones are served
  CHECK(running.Get(Ask({"practice:answers"}, {"learner-0"}), &response).error_code() ==
        grpc::StatusCode::INVALID_ARGUMENT);
  running.StartRebuild();
  records.push_back(ToRecord(features::MakeEvent(77'777'777, features::kT0, events::LevelReached{9'999})));
  Publish(broker->brokers(), {records.back()});
  WaitForEnd(running, records.size());
  for (int i = 0; i < 600 && running.Views().views_size() == 6; ++i) absl::SleepFor(absl::Milliseconds(50));
  const Sums sums = WaitForEnd(running, records.size());
  CHECK(sums.applied == 201);
  CHECK(sums.duplicates == 50);
  CHECK(sums.dead_lettered == 2);
  const auto learners = {std::string("learner-0"), std::string("learner-3")};
  REQUIRE(running.Get(Ask({"practice:answers", "tracer:answers"}, learners), &response).ok());
  for (int i = 0; i < 2; ++i) {
    CHECK(response.columns(0).numbers(i) == response.columns(1).numbers(i));  // the tracer counts the same
    CHECK(response.columns(0).numbers(i) > 0);
  }
}

TEST_CASE("a bad request names every violation") {
  const auto broker = StartBroker();
  std::filesystem::remove_all("bad");
  Running running(broker->brokers(), "bad");
  features::v1::GetFeaturesResponse response;
  auto request = Ask({"engagement:Age", "engagement:Shoe", "nope"}, {"a", "", std::string(65, 'x')});
  request.mutable_as_of()->set_nanos(-1);
  const grpc::Status status = running.Get(request, &response);
  CHECK(status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  std::vector<std::string> fields;
  for (const auto& v : service::Violations(status)) fields.push_back(v.field);
  CHECK(fields ==
        std::vector<std::string>{"features[1]", "features[2]", "learner_ids[1]", "learner_ids[2]", "as_of"});

  fields.clear();
  for (const auto& v :
       service::Violations(running.Get(Ask({}, std::vector<std::string>(1001, "a")), &response)))
    fields.push_back(v.field);
  CHECK(fields == std::vector<std::string>{"features", "learner_ids"});
}

TEST_CASE("the views are listed with their features and hashes") {
  const auto broker = StartBroker();
  std::filesystem::remove_all("views");
  Running running(broker->brokers(), "views");
  const auto views = running.Views();
  REQUIRE(views.views_size() == 6);
  CHECK(views.views(0).name() == "connection");
  CHECK(views.views(3).name() == "engagement");
  CHECK(views.views(3).features_size() == 11);
  for (const auto& view : views.views()) CHECK(view.hash().size() == 16);
}

}  // namespace yachay::feature_store

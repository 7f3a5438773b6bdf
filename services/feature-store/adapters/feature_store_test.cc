// The service's parts as main wires them, on the embedded broker.
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "core/definition_sources.h"
#include "events/codec.h"
#include "events/topics.h"
#include "features/test_events.h"
#include "fixture/running_store.h"
#include "kafka/embedded_broker.h"
#include "kafka/log_reader.h"
#include "kafka/producer.h"
#include "service/status.h"
#include "service/trace.h"
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

class Running : public RunningStore {
 public:
  Running(const std::string& brokers, const std::string& state_dir, const std::string& views = "")
      : RunningStore(brokers, state_dir, kAsOf, {}, views) {}
};

struct Sums {
  std::uint64_t log = 0, applied = 0, duplicates = 0, dead_lettered = 0;
};

// Waits until the store stands at the end of a log of `records` records.
Sums WaitForEnd(RunningStore& running, std::uint64_t records) {
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

// Where the broker put it.
kafka::Position PublishOne(const std::string& brokers, const kafka::Record& record) {
  const auto producer = *kafka::Producer::Create({.brokers = brokers});
  absl::StatusOr<kafka::Position> at;
  REQUIRE(producer->Produce(kTopics.learner_events(), record, [&](auto position) { at = position; }).ok());
  REQUIRE(producer->Flush(absl::Seconds(20)).ok());
  REQUIRE(at.ok());
  return *at;
}

std::vector<kafka::ReceivedRecord> ReadAll(const std::string& brokers, const std::string& topic) {
  std::vector<kafka::ReceivedRecord> records;
  const auto reader = *kafka::LogReader::Create({.brokers = brokers, .topic = topic});
  const auto collect = [&](kafka::Batch batch) {
    records.insert(records.end(), batch.begin(), batch.end());
    return absl::OkStatus();
  };
  REQUIRE(reader->ReadToEnd(collect, absl::Seconds(20)).ok());
  return records;
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

  const auto letters = ReadAll(broker->brokers(), kTopics.dead_letters());
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

TEST_CASE("a reward goes on in the trace of its event") {
  const auto broker = StartBroker();
  std::filesystem::remove_all("traces");
  std::map<std::string, std::string> sent;  // event id → traceparent; each third has none
  std::vector<kafka::Record> records;
  for (const auto& event : features::RandomEvents(7, 60, 5)) {
    records.push_back(ToRecord(event));
    if (records.size() % 3 == 0) continue;
    sent[event.event_id] = service::NewTraceparent();
    records.back().headers.push_back({service::kTraceparent, sent[event.event_id]});
  }
  Publish(broker->brokers(), records);
  {
    Running running(broker->brokers(), "traces");
    WaitForEnd(running, records.size());
  }
  int traced = 0;
  for (const auto& reward : ReadAll(broker->brokers(), kTopics.rewards())) {
    const auto event = sent.find(*kafka::FindHeader(reward, "ce_id"));
    const std::string* trace = kafka::FindHeader(reward, service::kTraceparent);
    REQUIRE((trace != nullptr) == (event != sent.end()));
    if (trace == nullptr) continue;
    ++traced;
    REQUIRE(service::IsTraceparent(*trace));
    CHECK(service::TraceIdOf(*trace) == service::TraceIdOf(event->second));
    CHECK(service::SpanIdOf(*trace) != service::SpanIdOf(event->second));
  }
  CHECK(traced > 5);
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
    CHECK(response.columns_size() == 11 + 18 + 5 + 4 + 5 + 3);
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
  CHECK(running.Views().views_size() == 8);  // the old ones are served
  CHECK(running.Get(Ask({"practice:answers"}, {"learner-0"}), &response).error_code() ==
        grpc::StatusCode::INVALID_ARGUMENT);
  running.StartRebuild();
  records.push_back(ToRecord(features::MakeEvent(77'777'777, features::kT0, events::LevelReached{9'999})));
  Publish(broker->brokers(), {records.back()});
  WaitForEnd(running, records.size());
  for (int i = 0; i < 600 && running.Views().views_size() == 7; ++i) absl::SleepFor(absl::Milliseconds(50));
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

TEST_CASE("a feature service stands for its features; both at once or an unknown one is a violation") {
  const auto broker = StartBroker();
  std::filesystem::remove_all("services");
  Running running(broker->brokers(), "services");
  features::v1::GetFeaturesResponse by_name, by_service;
  REQUIRE(running.Get(Ask({"engagement:*"}, {"a"}), &by_name).ok());
  auto request = Ask({}, {"a"});
  request.set_feature_service("engagement_v1");
  REQUIRE(running.Get(request, &by_service).ok());
  REQUIRE(by_service.columns_size() == 11);
  for (int i = 0; i < 11; ++i) CHECK(by_service.columns(i).name() == by_name.columns(i).name());
  CHECK(running.Views().services_size() == 2);

  request.add_features("engagement:*");
  CHECK(service::Violations(running.Get(request, &by_service)).at(0).field == "feature_service");
  request.clear_features();
  request.set_feature_service("nope");
  const auto violations = service::Violations(running.Get(request, &by_service));
  CHECK(violations.at(0).description.find("recommendation_v1") != std::string::npos);
}

TEST_CASE("a read with min_offsets waits until they are applied, or tells how far behind the store is") {
  const auto broker = StartBroker();
  std::filesystem::remove_all("min-offsets");
  Running running(broker->brokers(), "min-offsets");
  auto request = Ask({"engagement:PlayerLevel"}, {"ana"});
  request.set_with_read_at(true);

  for (std::uint32_t level = 2; level < 6; ++level) {
    auto event = features::MakeEvent(level, features::kT0 + level, events::LevelReached{level});
    event.learner_id = "ana";
    const kafka::Position at = PublishOne(broker->brokers(), ToRecord(event));
    request.clear_min_offsets();
    auto* wanted = request.add_min_offsets();
    wanted->set_partition(at.partition);
    wanted->set_offset(at.offset);
    features::v1::GetFeaturesResponse response;
    REQUIRE(running.Get(request, &response, absl::Seconds(30)).ok());
    CHECK(response.columns(0).numbers(0) == level);
    REQUIRE(response.read_at_size() == 1);
    CHECK(response.read_at(0).partition() == at.partition);
    CHECK(response.read_at(0).offset() == at.offset);
  }

  request.mutable_min_offsets(0)->set_offset(request.min_offsets(0).offset() + 7);
  features::v1::GetFeaturesResponse response;
  const grpc::Status late = running.Get(request, &response, absl::Seconds(1));
  CHECK(late.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED);
  CHECK(late.error_message().find("is 7 records behind") != std::string::npos);
  request.mutable_min_offsets(0)->set_partition(-1);
  CHECK(service::Violations(running.Get(request, &response)).at(0).field == "min_offsets[0]");
}

TEST_CASE("an erased learner is gone from answers, and there is a receipt") {
  const auto broker = StartBroker();
  std::filesystem::remove_all("erased");
  Running running(broker->brokers(), "erased");
  CHECK(running.Receipt("learner").first.error_code() == grpc::StatusCode::NOT_FOUND);
  CHECK(service::Violations(running.Receipt("").first).at(0).field == "learner_id");
  Publish(broker->brokers(),
          {ToRecord(features::MakeEvent(1, features::kT0, events::LevelReached{2})),
           ToRecord(features::MakeEvent(2, features::kT0 + 500, events::ErasureRequested{"r-1"})),
           ToRecord(features::MakeEvent(3, features::kT0, events::LevelReached{3}))});
  WaitForEnd(running, 3);
  features::v1::GetFeaturesResponse response;
  REQUIRE(running.Get(Ask({"engagement:PlayerLevel"}, {"learner"}), &response).ok());
  CHECK(response.columns(0).statuses(0) == features::v1::FEATURE_STATUS_NOT_FOUND);
  const auto [status, receipt] = running.Receipt("learner");
  REQUIRE(status.ok());
  CHECK(receipt.request_id() == "r-1");
  CHECK(receipt.requested_at().seconds() == features::kT0 / 1000);
  CHECK(receipt.requested_at().nanos() == 500'000'000);
  CHECK(receipt.erased_up_to().offset() == 1);
  CHECK(receipt.erased_events() == 1);
  CHECK(receipt.dropped_events() == 1);
  CHECK(receipt.learner_hash().size() == 32);
  CHECK(running.metrics().Scrape().find("yachay_feature_store_erasures_total 1") != std::string::npos);
}

TEST_CASE("the views are listed with their features and hashes") {
  const auto broker = StartBroker();
  std::filesystem::remove_all("views");
  Running running(broker->brokers(), "views");
  const auto views = running.Views();
  REQUIRE(views.views_size() == 8);
  CHECK(views.views(0).name() == "connection");
  CHECK(views.views(3).name() == "engagement");
  CHECK(views.views(3).features_size() == 11);
  for (const auto& view : views.views()) {
    CHECK(view.hash().size() == 16);
    CHECK_FALSE(view.owner().empty());
    CHECK(view.version() >= 1);
    CHECK(view.entity() == "learner");
  }
  CHECK_FALSE(views.views(3).has_max_age());
}

TEST_CASE("a view's max age is told") {
  const auto broker = StartBroker();
  for (const char* folder : {"aged", "aged-views"}) std::filesystem::remove_all(folder);
  std::filesystem::create_directories("aged-views");
  std::ofstream("aged-views/practice.yaml")
      << "name: practice\nowner: maths-team\nversion: 3\nmax_age_days: 60\ndescription: d\nfeatures:\n"
         "  - {name: answers, type: number, description: d, aggregate: count, event: item_attempted, window: "
         "lifetime}\n";
  Running running(broker->brokers(), "aged", "aged-views");
  const auto views = running.Views();
  REQUIRE(views.views_size() == 1);
  CHECK(views.views(0).owner() == "maths-team");
  CHECK(views.views(0).version() == 3);
  CHECK(views.views(0).max_age().seconds() == 60 * 86'400);
}

TEST_CASE("an answer tells whose consent to personalisation is missing") {
  const auto broker = StartBroker();
  std::filesystem::remove_all("consented");
  RunningStore running(broker->brokers(), "consented", features::kT0, {features::ConsentRule::kRequired});
  using Purpose = events::ConsentChanged::Purpose;
  auto given = features::MakeEvent(1, features::kT0, events::ConsentChanged{Purpose::kPersonalisation, true});
  given.learner_id = "given";
  auto silent = features::MakeEvent(2, features::kT0, events::LevelReached{2});
  silent.learner_id = "silent";
  Publish(broker->brokers(), {ToRecord(given), ToRecord(silent)});
  WaitForEnd(running, 2);
  for (const bool with_read_at : {false, true, false}) {  // from the store, of one moment, from memory
    auto request = Ask({"engagement:PlayerLevel"}, {"given", "silent", "nobody"});
    request.set_with_read_at(with_read_at);
    features::v1::GetFeaturesResponse response;
    REQUIRE(running.Get(request, &response).ok());
    REQUIRE(response.without_consent_size() == 3);
    CHECK_FALSE(response.without_consent(0));
    CHECK(response.without_consent(1));
    CHECK(response.without_consent(2));
  }
}

}  // namespace yachay::feature_store

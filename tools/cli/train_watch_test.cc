// The train job on the embedded broker, with requests that it cannot answer. What it answers: tests/e2e.
#include "cli/train_watch.h"

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "cli/model_events.h"
#include "cli/models_request.h"
#include "cli/models_story.h"
#include "cli/train_pipeline.h"
#include "kafka/broker_fixture.h"
#include "kafka/log_reader.h"
#include "models/folder_registry.h"
#include "service/trace.h"

namespace yachay::cli {
namespace {

using models::v1::ModelEvent;
using models::v1::RetrainRequested;

constexpr int64_t kNow = 1'790'000'000;
const std::string kTrace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const std::string kNobody = "http://127.0.0.1:9";  // a registry that does not answer

RetrainRequested Request(const std::string& key, const std::string& model = "engagement") {
  RetrainRequested request;
  request.set_idempotency_key(key);
  request.set_model(model);
  request.mutable_window_end()->set_seconds(kNow);
  return request;
}

// A broker, what stands on its topics, and a job's options.
struct Stand {
  explicit Stand(const std::string& registry = "no-champion") {
    options.brokers = broker->brokers();
    options.registry = registry;
    options.base_data = "base.csv";
    options.patience = {.tries = 3, .first_pause = absl::ZeroDuration(), .last_pause = absl::ZeroDuration()};
    options.train = {.trees = 5, .depth = 2, .threads = 1};
    options.once = true;
  }

  void Put(const std::string& value, std::vector<kafka::Header> headers = {}) {
    REQUIRE(producer
                ->Produce(topics.retrain_requests(), {.key = "k", .value = value, .headers = headers},
                          [](const absl::StatusOr<kafka::Position>&) {})
                .ok());
    REQUIRE(producer->Flush(kafka::kPatience).ok());
  }
  // Until it ends by itself.
  absl::Status Watch() {
    const absl::Time deadline = absl::Now() + kafka::kPatience;
    bool late = false;
    const absl::Status ended = WatchRetrainRequests(options, [&](absl::Duration wait) {
      absl::SleepFor(wait);
      return late = absl::Now() > deadline;
    });
    CHECK_FALSE(late);
    return ended;
  }
  std::vector<ModelEvent> Told() { return *events.Events("engagement"); }

  const events::Topics topics{"yachay"};
  std::unique_ptr<kafka::EmbeddedBroker> broker = kafka::BrokerWith(topics.retrain_requests(), 1);
  std::unique_ptr<kafka::Producer> producer = kafka::ProducerTo(*broker);
  ModelEvents events = *ModelEvents::Open(broker->brokers(), "yachay");
  TrainWatchOptions options;
};

// A champion of two of the view's features, and the base data that it was trained on.
void MakeChampion(const std::string& registry) {
  training::Dataset data;
  data.schema = {"PlayerID", "EngagementLevel", {"High", "Low", "Medium"}, {{"Age"}, {"PlayTimeHours"}}};
  std::ofstream base("base.csv");
  base << "PlayerID,Age,PlayTimeHours,EngagementLevel\n";
  for (int r = 0; r < 300; ++r) {
    data.ids.push_back(absl::StrCat(r));
    data.values.push_back(static_cast<float>(8 + r % 7));
    data.values.push_back(static_cast<float>(r % 30));
    data.labels.push_back(r % 30 / 10);
    base << r << "," << 8 + r % 7 << "," << r % 30 << "," << data.schema.classes[r % 30 / 10] << "\n";
  }
  std::filesystem::remove_all(registry);
  models::FolderRegistry folder(registry);
  const TrainingJob job{.model = "engagement", .options = {.trees = 5, .depth = 2, .threads = 1}};
  REQUIRE(RunTraining(data, job, folder).ok());
}

TEST_CASE(
    "a request that the log cannot answer is rejected with the reason, and the next one gets its turn") {
  MakeChampion("champion");
  Stand stand("champion");
  stand.Put(Request("w1").SerializeAsString());
  stand.Put(Request("w2").SerializeAsString());
  const std::string topic = stand.topics.learner_events();
  REQUIRE(stand.broker->CreateTopic({.name = topic, .partitions = 2}).ok());
  for (const size_t answered : {1u, 2u}) {  // --once is one answer
    REQUIRE(stand.Watch().ok());
    CHECK(stand.Told().size() == answered);
  }
  for (const ModelEvent& event : stand.Told()) {
    CHECK(event.kind() == ModelEvent::KIND_REJECTED);
    CHECK(event.version() == 0);
    CHECK(event.actor() == "train-job");
    CHECK(event.evidence() ==
          "cannot be answered: only 0 learners had played a week before the window's end; 50 are needed to "
          "train from the log");
  }
  CHECK(stand.Told()[1].request_key() == "w2");
  const auto story = TellStory({}, stand.Told(), *stand.events.Requests("engagement"));
  std::vector<std::string> told;
  for (const StoryLine& line : story) told.push_back(line.what);
  CHECK(told == std::vector<std::string>{"asked", "asked", "rejected", "rejected"});
}

TEST_CASE("a model without a champion is a reason too") {
  Stand stand;
  stand.Put(Request("w1").SerializeAsString());
  REQUIRE(stand.Watch().ok());
  REQUIRE(stand.Told().size() == 1);
  CHECK(stand.Told()[0].evidence().find("champion") != std::string::npos);
}

TEST_CASE("what may pass is tried again, but not for ever") {
  Stand stand(kNobody);
  RetrainRequested request = Request("w1");
  SECTION("so many times") {
    stand.Put(request.SerializeAsString());
    REQUIRE(stand.Watch().ok());
    REQUIRE(stand.Told().size() == 1);
    CHECK(stand.Told()[0].evidence().find("failed 3 times: ") == 0);
  }
  SECTION("and not when it is old") {
    request.mutable_requested_at()->set_seconds(kNow - 30 * 86'400);
    stand.options.patience.tries = 1000;
    stand.Put(request.SerializeAsString());
    REQUIRE(stand.Watch().ok());
    REQUIRE(stand.Told().size() == 1);
    CHECK(stand.Told()[0].evidence().find("asked more than 24h ago: ") == 0);
  }
}

TEST_CASE("tries are counted for one request, and only where another try may help") {
  RetrainTries tries({.tries = 2});
  RetrainRequested a = Request("a");
  a.mutable_requested_at()->set_seconds(kNow);
  RetrainRequested b = a;
  b.set_idempotency_key("b");
  const absl::Time now = absl::FromUnixSeconds(kNow);
  const absl::Status away = absl::UnavailableError("away");
  CHECK(tries.Failed(a, away, now).empty());
  CHECK(tries.Failed(b, away, now).empty());
  CHECK(tries.Failed(b, away, now) == "failed 2 times: away");
  CHECK(tries.Failed(a, away, now).empty());
  CHECK(tries.Failed(a, absl::NotFoundError("gone"), now) == "cannot be answered: gone");
  CHECK(tries.Failed(b, away, now + absl::Hours(25)) == "asked more than 24h ago: away");
  CHECK(tries.Failed(Request("when?"), away, now).empty());
  CHECK(MayPass(absl::ResourceExhaustedError("disk full")));
  CHECK_FALSE(MayPass(absl::FailedPreconditionError("only 0 learners")));
}

TEST_CASE("--once ends where nothing is left to answer") {
  Stand stand;
  SECTION("nothing was ever asked") {}
  SECTION("there is no topic") { stand.broker->FailTopic(stand.topics.retrain_requests(), 3); }
  SECTION("only another model's, what is no request, one without a key, one answered before a kill") {
    stand.Put(Request("w1", "success").SerializeAsString());
    stand.Put("\x01 no request");
    stand.Put(Request("").SerializeAsString());
    ModelEvent answer;
    answer.set_model("engagement");
    answer.set_kind(ModelEvent::KIND_PROMOTED);
    answer.set_request_key("answered");
    REQUIRE(stand.events.Tell(answer).ok());
    stand.Put(Request("answered").SerializeAsString());
  }
  const size_t before = stand.Told().size();
  REQUIRE(stand.Watch().ok());
  CHECK(stand.Told().size() == before);
}

// Trace ids on a topic, in its order.
std::vector<std::string> TracesOn(const Stand& stand, const std::string& topic) {
  std::vector<std::string> ids;
  auto reader = *kafka::LogReader::Create({.brokers = stand.options.brokers, .topic = topic});
  const auto collect = [&](kafka::Batch batch) {
    for (const kafka::ReceivedRecord& record : batch)
      ids.emplace_back(
          service::TraceIdOf(service::TraceparentOf(kafka::FindHeader(record, service::kTraceparent))));
    return absl::OkStatus();
  };
  REQUIRE(reader->ReadToEnd(collect, kafka::kPatience).ok());
  return ids;
}

TEST_CASE("the answer stays in the trace of its request, and a request by hand begins one") {
  Stand stand;
  stand.Put(Request("w1").SerializeAsString(), {{service::kTraceparent, kTrace}});
  REQUIRE(stand.Watch().ok());
  CHECK(*stand.events.Ask(Request("w2")));
  CHECK_FALSE(*stand.events.Ask(Request("w2")));
  REQUIRE(stand.Watch().ok());
  const auto asked = TracesOn(stand, stand.topics.retrain_requests());
  REQUIRE(asked.size() == 2);
  CHECK(asked[0] == service::TraceIdOf(kTrace));
  CHECK(asked[1].size() == 32);
  CHECK(asked[1] != asked[0]);
  CHECK(TracesOn(stand, stand.topics.model_events()) == asked);
}

TEST_CASE("a schedule asks once in its period") {
  const auto at = [](int year, int month, int day) {
    return absl::FromCivil(absl::CivilDay(year, month, day), absl::UTCTimeZone());
  };
  CHECK(ScheduledKey("day", at(2026, 11, 21)) == "daily-2026-11-21");
  CHECK(ScheduledKey("week", at(2026, 11, 21)) == "weekly-2026-W47");
  CHECK(ScheduledKey("week", at(2026, 11, 22)) == "weekly-2026-W47");
  CHECK(ScheduledKey("week", at(2026, 11, 23)) == "weekly-2026-W48");
  CHECK(ScheduledKey("week", at(2027, 1, 1)) == "weekly-2026-W53");  // ISO: a week is its Thursday's year's
  CHECK(ScheduledKey("month", at(2026, 11, 21)) == "monthly-2026-11");
}

}  // namespace
}  // namespace yachay::cli

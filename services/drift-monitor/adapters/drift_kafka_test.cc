// The follower behind a real consumer, on the embedded broker.
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "adapters/prediction_follower.h"
#include "adapters/retrain_topic.h"
#include "adapters/state_store.h"
#include "core/sessions_fixture.h"
#include "kafka/broker_fixture.h"
#include "kafka/consumer.h"
#include "kafka/embedded_broker.h"
#include "kafka/log_reader.h"
#include "kafka/producer.h"
#include "testing/catch.h"
#include "yachay/inference/v1/prediction_log.pb.h"

namespace yachay::drift_monitor {
namespace {

using kafka::Eventually;
using kafka::kPatience;

constexpr char kPredictions[] = "t.predictions.v1";
constexpr char kRequests[] = "t.retrain-requests.v1";

// Rows first … last − 1 of a population that plays far more than the reference's.
void Serve(const std::string& brokers, int first, int last) {
  auto producer = kafka::Producer::Create({.brokers = brokers, .properties = {}, .log = {}});
  REQUIRE(producer.ok());
  for (int i = first; i < last; ++i) {
    inference::v1::PredictionLogged logged;
    logged.set_prediction_id(absl::StrCat("p", i));
    logged.set_model("engagement");
    logged.set_version(1);
    logged.mutable_served_at()->set_seconds(1000 + i);
    auto& feature = *logged.add_features();
    feature.set_name("SessionsPerWeek");
    feature.set_number(50);
    const kafka::Record record{
        .key = absl::StrCat("learner", i % 17), .value = logged.SerializeAsString(), .headers = {}};
    REQUIRE((*producer)->Produce(kPredictions, record, [](absl::StatusOr<kafka::Position>) {}).ok());
  }
  REQUIRE((*producer)->Flush(kPatience).ok());
}

// One life of the service, without its ports.
struct Life {
  explicit Life(const std::string& brokers) : requests(*RetrainTopic::Open(brokers, kRequests, kPatience)) {
    REQUIRE(follower.Load().ok());
    consumer = *kafka::Consumer::Create(
        {.brokers = brokers,
         .group = "drift",
         .topics = {kPredictions},
         .max_batch = 7,
         .properties = {{"heartbeat.interval.ms", "200"}, {"session.timeout.ms", "6000"}},
         .log = {}},
        {.handle = [this](kafka::Batch batch) { return follower.Handle(batch); },
         .on_assigned = [this](const kafka::Partitions& assigned) { return follower.Positions(assigned); },
         .on_revoked = {}});
    consumer->Start();
  }
  ~Life() { consumer->Stop(); }

  uint64_t rows() const {
    const auto statuses = monitor.Statuses();
    return statuses.empty() ? 0 : statuses[0].rows;
  }

  std::unique_ptr<StateStore> store = *StateStore::Open("drift-kafka");
  std::unique_ptr<RetrainTopic> requests;
  Monitor monitor{{.windows = {.rows = 50, .remembered_rows = 500},
                   .kept_reports = 50,
                   .kept_versions = 4,
                   .cooldown_windows = 20,
                   .compare = {},
                   .rule = {}},
                  FindReference};
  PredictionFollower follower{monitor,
                              *store,
                              [this](const Report& report) { return requests->Ask(report); },
                              {.closed = [](const Report&) {},
                               .taken = [](Monitor::Outcome) {},
                               .unreadable = [](const kafka::ReceivedRecord&, const absl::Status&) {}}};
  std::unique_ptr<kafka::Consumer> consumer;
};

int RequestsOnTheLog(const std::string& brokers) {
  int count = 0;
  auto reader =
      kafka::LogReader::Create({.brokers = brokers, .topic = kRequests, .properties = {}, .log = {}});
  REQUIRE(reader.ok());
  const auto counting = [&](kafka::Batch batch) {
    count += static_cast<int>(batch.size());
    return absl::OkStatus();
  };
  REQUIRE((*reader)->ReadToEnd(counting, kPatience).ok());
  return count;
}

TEST_CASE("Each served row counts once over two lives, and the drift is asked about once") {
  std::filesystem::remove_all("drift-kafka");
  auto broker = kafka::EmbeddedBroker::Start({.topics = {{kPredictions, 3}, {kRequests, 1}}});
  REQUIRE(broker.ok());
  const std::string brokers = (*broker)->brokers();
  Serve(brokers, 0, 120);
  {
    Life life(brokers);
    REQUIRE(Eventually([&] { return life.rows() == 120; }));
  }
  Serve(brokers, 110, 260);  // ten of them for the second time
  Life life(brokers);
  REQUIRE(Eventually([&] { return life.rows() == 260; }));
  REQUIRE(Eventually([&] { return life.monitor.Statuses()[0].duplicates == 10; }));
  const ModelStatus status = life.monitor.Statuses()[0];
  CHECK(status.rows == 260);
  CHECK(status.closed_windows == 5);
  CHECK(status.open_rows == 10);
  CHECK(status.retrain_requests == 1);
  CHECK(RequestsOnTheLog(brokers) == 1);
}

}  // namespace
}  // namespace yachay::drift_monitor

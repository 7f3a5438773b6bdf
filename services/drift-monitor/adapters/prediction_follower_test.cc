#include "adapters/prediction_follower.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "adapters/outcome_decoder.h"
#include "adapters/prediction_decoder.h"
#include "adapters/state_store.h"
#include "core/sessions_fixture.h"
#include "testing/catch.h"
#include "yachay/drift/v1/outcomes.pb.h"
#include "yachay/inference/v1/prediction_log.pb.h"

namespace yachay::drift_monitor {
namespace {

// Record i of two partitions that take turns; everyone plays 50 sessions.
kafka::ReceivedRecord Record(int i) {
  inference::v1::PredictionLogged logged;
  logged.set_prediction_id(absl::StrCat("p", i));
  logged.set_model("engagement");
  logged.set_version(1);
  logged.mutable_served_at()->set_seconds(1000 + i);
  auto& feature = *logged.add_features();
  feature.set_name("SessionsPerWeek");
  feature.set_number(50);
  kafka::ReceivedRecord record;
  record.value = logged.SerializeAsString();
  record.topic = "predictions";
  record.partition = i % 2;
  record.offset = i / 2;
  return record;
}

std::vector<kafka::ReceivedRecord> Records(int first, int last) {
  std::vector<kafka::ReceivedRecord> records;
  for (int i = first; i < last; ++i) records.push_back(Record(i));
  return records;
}

// One life of the process over the folder `state`.
struct Life {
  explicit Life(const std::string& folder, WindowTimes times = {.rows = 20, .remembered_rows = 200})
      : store(*StateStore::Open(folder)), windows(times) {
    REQUIRE(follower.Load().ok());
  }

  std::vector<std::string> asked;
  absl::Status answer = absl::OkStatus();
  int closed = 0;
  int unreadable = 0;
  std::unique_ptr<StateStore> store;
  WindowTimes windows;
  Monitor monitor{{.windows = windows,
                   .kept_reports = 50,
                   .kept_versions = 4,
                   .cooldown_windows = 20,
                   .compare = {},
                   .rule = {}},
                  FindReference};
  PredictionFollower follower{
      monitor,
      *store,
      [this](const Report& report) {
        asked.push_back(report.request_key);
        return answer;
      },
      {.closed = [this](const Report&) { ++closed; },
       .taken = [](Monitor::Outcome) {},
       .unreadable = [this](const kafka::ReceivedRecord&, const absl::Status&) { ++unreadable; }}};
};

std::string FreshFolder(const std::string& name) {
  std::filesystem::remove_all(name);
  return name;
}

TEST_CASE("Records that are delivered again after a restart count once") {
  const std::string folder = FreshFolder("follower-restart");
  {
    Life life(folder);
    REQUIRE(life.follower.Handle(Records(0, 12)).ok());
  }
  Life life(folder);
  const kafka::Offsets expected = {{{"predictions", 0}, 6}, {{"predictions", 1}, 6}};
  CHECK(life.follower.Positions({{"predictions", 0}, {"predictions", 1}, {"predictions", 2}}) == expected);
  REQUIRE(life.follower.Handle(Records(0, 15)).ok());
  CHECK(life.monitor.Statuses().at(0).rows == 15);
  CHECK(life.monitor.Statuses().at(0).duplicates == 0);
  CHECK(life.monitor.Statuses().at(0).open_rows == 15);
}

TEST_CASE("A window is closed only once its request is acknowledged, and the rows behind it count once") {
  Life life(FreshFolder("follower-ask"));
  life.answer = absl::UnavailableError("no broker");
  const auto records = Records(0, 50);
  CHECK_FALSE(life.follower.Handle(records).ok());
  CHECK_FALSE(life.follower.Handle(records).ok());
  CHECK(life.monitor.Statuses().at(0).closed_windows == 0);
  CHECK(life.asked.size() == 2);
  CHECK(life.asked[0] == life.asked[1]);
  life.answer = absl::OkStatus();
  REQUIRE(life.follower.Handle(records).ok());
  CHECK(life.monitor.Statuses().at(0).closed_windows == 2);
  CHECK(life.monitor.Statuses().at(0).open_rows == 10);
  CHECK(life.monitor.Statuses().at(0).rows == 50);
  CHECK(life.monitor.Statuses().at(0).retrain_requests == 1);
  CHECK(life.asked.size() == 3);
  CHECK(life.closed == 2);
}

TEST_CASE("A process that dies between the request and the end of its window asks under the same key again") {
  const std::string folder = FreshFolder("follower-kill");
  std::string key;
  {
    Life life(folder);
    life.answer = absl::AbortedError("killed here");
    CHECK_FALSE(life.follower.Handle(Records(0, 20)).ok());
    key = life.asked.at(0);
  }
  Life life(folder);
  REQUIRE(life.follower.Handle(Records(20, 21)).ok());
  CHECK(life.asked == std::vector<std::string>{key});
  CHECK(life.monitor.Statuses().at(0).closed_windows == 1);
  CHECK(life.monitor.Statuses().at(0).rows == 21);
}

TEST_CASE("After a restart no partition runs ahead of those that are handed over later") {
  const std::string folder = FreshFolder("follower-rebalance");
  const WindowTimes ten_seconds{
      .span = absl::Seconds(10), .slide = absl::Seconds(10), .lateness = absl::ZeroDuration()};
  {
    Life life(folder, ten_seconds);
    REQUIRE(life.follower.Handle(Records(0, 8)).ok());
  }
  Life life(folder, ten_seconds);
  life.follower.Positions({{"predictions", 0}});
  for (int i = 8; i < 60; i += 2) REQUIRE(life.follower.Handle(Records(i, i + 1)).ok());
  life.follower.Positions({{"predictions", 0}, {"predictions", 1}});
  for (int i = 9; i < 60; i += 2) REQUIRE(life.follower.Handle(Records(i, i + 1)).ok());
  CHECK(life.monitor.Statuses().at(0).late == 0);
  CHECK(life.monitor.Statuses().at(0).rows == 60);
}

TEST_CASE("A record that cannot be read is told of and passed over") {
  Life life(FreshFolder("follower-unreadable"));
  auto records = Records(0, 2);
  records[0].value = "\xff\xff";
  records[1].value.clear();  // an empty PredictionLogged names no model
  REQUIRE(life.follower.Handle(records).ok());
  CHECK(life.unreadable == 2);
  CHECK(life.follower.Positions({{"predictions", 0}}).at({"predictions", 0}) == 1);
}

TEST_CASE("A row is decoded with its features and what was predicted") {
  inference::v1::PredictionLogged logged;
  REQUIRE(logged.ParseFromString(Record(3).value));
  logged.clear_prediction_id();
  logged.set_label("High");
  logged.add_features()->set_name("Gender");
  kafka::ReceivedRecord record = Record(3);
  record.value = logged.SerializeAsString();
  const auto row = DecodePrediction(record);
  REQUIRE(row.ok());
  CHECK(row->prediction_id == "1@1");
  CHECK(row->served_at == absl::FromUnixSeconds(1003));
  REQUIRE(row->values.size() == 3);
  CHECK(row->values[0] == std::pair<std::string, drift::Value>("SessionsPerWeek", 50.0));
  CHECK(row->values[1] == std::pair<std::string, drift::Value>("Gender", drift::Value()));
  CHECK(row->values[2] == std::pair<std::string, drift::Value>("prediction", std::string("High")));
}

// A state kept under such a name could not be restored.
TEST_CASE("A model that no registry can hold is refused, of predictions and of outcomes") {
  for (const char* model : {"", "/", "engagement/1", "..", "a b"}) {
    inference::v1::PredictionLogged logged;
    REQUIRE(logged.ParseFromString(Record(3).value));
    logged.set_model(model);
    drift::v1::OutcomeObserved outcome;
    outcome.set_model(model);
    outcome.set_prediction_id("p");
    kafka::ReceivedRecord record = Record(3);
    record.value = logged.SerializeAsString();
    CHECK(absl::IsInvalidArgument(DecodePrediction(record).status()));
    record.value = outcome.SerializeAsString();
    CHECK(absl::IsInvalidArgument(DecodeOutcome(record).status()));
  }
}

}  // namespace
}  // namespace yachay::drift_monitor

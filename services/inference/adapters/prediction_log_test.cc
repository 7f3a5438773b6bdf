#include "adapters/prediction_log.h"

#include <atomic>
#include <limits>
#include <set>

#include "absl/synchronization/notification.h"
#include "fixture/model_fixture.h"
#include "testing/catch.h"
#include "yachay/inference/v1/prediction_log.pb.h"

namespace yachay::inference {
namespace {

std::shared_ptr<const LoadedModel> Model() {
  models::FolderRegistry registry = NewRegistry();
  auto model = LoadedModel::Load(registry, Promote(registry, XgboostModel(3, 2, 5).Candidate("engagement")));
  REQUIRE(model.ok());
  return *model;
}

ServedRows Rows(const std::shared_ptr<const LoadedModel>& model, const std::vector<std::string>& learners) {
  ServedRows rows{.model = model,
                  .features = {},
                  .scores = {},
                  .assignments = {},
                  .view_hash = "abc",
                  .served_at = absl::FromUnixMillis(1'700'000'000'250),
                  .prediction_ids = {}};
  v1::NamedColumn& age = *rows.features.add_columns();
  age.set_name("Age");
  v1::NamedColumn& gender = *rows.features.add_columns();
  gender.set_name("Gender");
  for (const std::string& learner : learners) {
    rows.features.add_learner_ids(learner);
    age.add_numbers(learner == "unknown" ? std::numeric_limits<double>::quiet_NaN() : 12);
    gender.add_texts(learner == "unknown" ? "" : "Other than seen");
    rows.scores.insert(rows.scores.end(), {0.25F, 0.5F, 0.25F});
  }
  return rows;
}

// Keeps what it is sent.
struct Sink {
  absl::Mutex mutex;
  std::vector<kafka::Record> records;
  absl::Status answer;     // of Send
  absl::Status delivered;  // of the record
  PredictionLog::Send Send() {
    return [this](const kafka::Record& record, absl::AnyInvocable<void(absl::Status)> done) {
      const absl::MutexLock lock(&mutex);
      records.push_back(record);
      if (answer.ok()) done(delivered);
      return answer;
    };
  }
};

TEST_CASE("a record holds the features as the model saw them, the scores, and CloudEvents headers") {
  ServedRows rows = Rows(Model(), {"ada", "unknown"});
  rows.prediction_ids = {"id-0", "id-1"};
  const kafka::Record record = PredictionRecord(rows, 0);
  CHECK(record.key == "ada");
  CHECK(record.timestamp_ms == 1'700'000'000'250);
  CHECK(*kafka::FindHeader(record, "ce_id") == "id-0");
  CHECK(*kafka::FindHeader(record, "ce_specversion") == "1.0");
  CHECK(*kafka::FindHeader(record, "ce_time") == "2023-11-14T22:13:20.25+00:00");
  CHECK(*kafka::FindHeader(record, "content-type") == "application/protobuf");

  v1::PredictionLogged logged;
  REQUIRE(logged.ParseFromString(record.value));
  CHECK(logged.prediction_id() == "id-0");
  CHECK(logged.learner_id() == "ada");
  CHECK(logged.model() == "engagement");
  CHECK(logged.version() == 1);
  CHECK(logged.view_hash() == "abc");
  REQUIRE(logged.features_size() == 11);
  CHECK(logged.features(0).name() == "Age");
  CHECK(logged.features(0).number() == 12);
  CHECK(logged.features(1).text() == "Other than seen");
  CHECK(logged.features(2).value_case() == v1::ServedFeature::VALUE_NOT_SET);
  REQUIRE(logged.probabilities_size() == 3);
  CHECK(logged.label() == logged.classes(1));

  REQUIRE(logged.ParseFromString(PredictionRecord(rows, 1).value));
  CHECK(logged.features(0).value_case() == v1::ServedFeature::VALUE_NOT_SET);
  CHECK(logged.features(1).value_case() == v1::ServedFeature::VALUE_NOT_SET);
}

TEST_CASE("every row that was offered is sent under its own UUID by the time Close returns") {
  Sink sink;
  std::atomic<size_t> dropped = 0;
  PredictionLog log({}, sink.Send(), [&](size_t rows) { dropped += rows; });
  const auto model = Model();
  std::set<std::string> ids;
  for (int i = 0; i < 50; ++i) {
    for (const std::string& id : log.Offer(Rows(model, {"ada", "bo"}))) ids.insert(id);
  }
  log.Close();
  CHECK(ids.size() == 100);
  CHECK(ids.begin()->size() == 36);
  REQUIRE(sink.records.size() == 100);
  CHECK(ids.contains(*kafka::FindHeader(sink.records[0], "ce_id")));
  CHECK(dropped == 0);
  CHECK(log.Offer(Rows(model, {"late"})).empty());
  CHECK(dropped == 1);
}

TEST_CASE("what was said of a learner without consent is not logged") {
  Sink sink;
  PredictionLog log({}, sink.Send(), [](size_t) {});
  ServedRows rows = Rows(Model(), {"ada", "silent", "bo"});
  rows.without_consent = {false, true, false};
  const std::vector<std::string> ids = log.Offer(std::move(rows));
  log.Close();
  REQUIRE(ids.size() == 3);
  CHECK(ids[1].empty());
  REQUIRE(sink.records.size() == 2);
  CHECK(sink.records[0].key == "ada");
  CHECK(sink.records[1].key == "bo");
  CHECK(*kafka::FindHeader(sink.records[1], "ce_id") == ids[2]);
}

TEST_CASE("a full queue drops the whole request, counts its rows and gives no ids") {
  absl::Notification busy;
  absl::Notification go_on;
  std::atomic<size_t> dropped = 0;
  PredictionLog log(
      {.queue_rows = 2},
      [&](const kafka::Record&, absl::AnyInvocable<void(absl::Status)>) {
        if (!busy.HasBeenNotified()) busy.Notify();
        go_on.WaitForNotification();
        return absl::OkStatus();
      },
      [&](size_t rows) { dropped += rows; });
  const auto model = Model();
  CHECK(log.Offer(Rows(model, {"being-sent"})).size() == 1);
  busy.WaitForNotification();
  CHECK(log.Offer(Rows(model, {"waits"})).size() == 1);
  CHECK(log.Offer(Rows(model, {"a", "b"})).empty());
  CHECK(dropped == 2);
  CHECK(log.Offer(Rows(model, {"fits"})).size() == 1);
  go_on.Notify();
  log.Close();
  CHECK(dropped == 2);
}

TEST_CASE("rows that the producer does not take or the broker does not get are counted") {
  Sink sink;
  std::atomic<size_t> dropped = 0;
  const bool refused = GENERATE(true, false);
  (refused ? sink.answer : sink.delivered) = absl::UnavailableError("away");
  PredictionLog log({}, sink.Send(), [&](size_t rows) { dropped += rows; });
  log.Offer(Rows(Model(), {"ada", "bo"}));
  log.Close();
  CHECK(dropped == 2);
}

TEST_CASE("the share of requests that are logged is the one asked for") {
  Sink sink;
  uint64_t next = 0;
  // The golden ratio's multiples are spread evenly.
  PredictionLog log(
      {.sample = 0.25}, sink.Send(), [](size_t) {}, [&] { return next += 0x9E3779B97F4A7C15U; });
  int sampled = 0;
  for (int i = 0; i < 10'000; ++i) sampled += log.Sampled() ? 1 : 0;
  CHECK(std::abs(sampled - 2500) < 10);
  CHECK_FALSE(PredictionLog({.sample = 0}, sink.Send(), [](size_t) {}).Sampled());
  CHECK(PredictionLog(
            {.sample = 1}, sink.Send(), [](size_t) {}, [] { return ~uint64_t{0}; })
            .Sampled());
}

TEST_CASE("a UUID says that it is random") {
  CHECK(MakeUuid(0, 0) == "00000000-0000-4000-8000-000000000000");
  CHECK(MakeUuid(~uint64_t{0}, ~uint64_t{0}) == "ffffffff-ffff-4fff-bfff-ffffffffffff");
  CHECK(MakeUuid(0x0123456789ABCDEF, 0xFEDCBA9876543210) == "01234567-89ab-4def-bedc-ba9876543210");
}

}  // namespace
}  // namespace yachay::inference

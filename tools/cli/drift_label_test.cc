// `yachay drift label` on the embedded broker, read as the drift monitor reads it.
#include "cli/drift_label.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "kafka/embedded_broker.h"
#include "kafka/log_reader.h"
#include "kafka/producer.h"
#include "testing/catch.h"
#include "yachay/drift/v1/outcomes.pb.h"
#include "yachay/inference/v1/prediction_log.pb.h"

namespace yachay::cli {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(60);  // a test that meets it has failed

std::string File(const std::string& text) {
  std::ofstream("labels.csv") << text;
  return "labels.csv";
}

void Serve(const std::string& brokers, const std::string& model, int count) {
  auto producer = kafka::Producer::Create({.brokers = brokers});
  REQUIRE(producer.ok());
  for (int i = 0; i < count; ++i) {
    inference::v1::PredictionLogged logged;
    logged.set_prediction_id(absl::StrCat(model, i));
    logged.set_model(model);
    logged.set_learner_id(absl::StrCat("learner", i));
    logged.set_version(3);
    logged.mutable_served_at()->set_seconds(1000 + i);
    for (const char* name : {"High", "Low"}) logged.add_classes(name);
    auto& age = *logged.add_features();
    age.set_name("Age");
    age.set_number(12);
    auto& gender = *logged.add_features();
    gender.set_name("Gender");
    gender.set_text("Female");
    for (const float p : {0.75F, 0.25F}) logged.add_probabilities(p);
    REQUIRE((*producer)
                ->Produce("yachay.predictions.v1",
                          {.key = absl::StrCat(i), .value = logged.SerializeAsString()},
                          [](absl::StatusOr<kafka::Position>) {})
                .ok());
  }
  REQUIRE((*producer)->Flush(kPatience).ok());
}

std::map<std::string, drift::v1::OutcomeObserved> Outcomes(const std::string& brokers) {
  std::map<std::string, drift::v1::OutcomeObserved> outcomes;
  auto reader = kafka::LogReader::Create({.brokers = brokers, .topic = "yachay.outcomes.v1"});
  REQUIRE(reader.ok());
  const auto read = [&](kafka::Batch batch) {
    for (const auto& record : batch) {
      drift::v1::OutcomeObserved outcome;
      REQUIRE(outcome.ParseFromString(record.value));
      outcomes[record.key] = outcome;
    }
    return absl::OkStatus();
  };
  REQUIRE((*reader)->ReadToEnd(read, kPatience).ok());
  return outcomes;
}

TEST_CASE("Labels are joined to what was served; those that cannot be are told of by name") {
  auto broker =
      kafka::EmbeddedBroker::Start({.topics = {{"yachay.predictions.v1", 3}, {"yachay.outcomes.v1", 3}}});
  REQUIRE(broker.ok());
  Serve((*broker)->brokers(), "engagement", 4);
  Serve((*broker)->brokers(), "other", 2);
  const auto counts = PublishLabels(
      {.brokers = (*broker)->brokers(),
       .file =
           File("prediction_id,label\nengagement0,High\nengagement1,Low\nengagement2,Medium\nother1,High\n"
                "engagement1,High\n")},
      absl::FromUnixSeconds(5000));
  REQUIRE(counts.ok());
  CHECK(counts->labels == 4);
  CHECK(counts->published == 3);
  CHECK(counts->unknown_label == 1);
  CHECK(counts->unknown_prediction == 1);  // of another model
  const auto outcomes = Outcomes((*broker)->brokers());
  REQUIRE(outcomes.size() == 4);
  const auto& joined = outcomes.at("engagement1");
  CHECK(joined.label() == "High");  // the last line counts
  CHECK(joined.version() == 3);
  CHECK(joined.served_at().seconds() == 1001);
  CHECK(joined.observed_at().seconds() == 5000);
  CHECK(joined.probabilities_size() == 2);
  REQUIRE(joined.categories_size() == 1);
  CHECK(joined.categories(0).column() == "Gender");
  CHECK(joined.categories(0).value() == "Female");
  CHECK(outcomes.at("other1").probabilities_size() == 0);
}

TEST_CASE("What learners did labels what was served to them in that time") {
  auto broker =
      kafka::EmbeddedBroker::Start({.topics = {{"yachay.predictions.v1", 3}, {"yachay.outcomes.v1", 3}}});
  REQUIRE(broker.ok());
  Serve((*broker)->brokers(), "engagement", 5);
  Serve((*broker)->brokers(), "other", 5);
  const auto counts = PublishLabels({.brokers = (*broker)->brokers()},
                                    {.labels = {{"learner0", "High"},
                                                {"learner1", "High"},
                                                {"learner2", "Low"},
                                                {"learner3", "Low"},
                                                {"nobody", "Low"}},
                                     .from_ms = 1'001'000,
                                     .to_ms = 1'003'000},
                                    absl::FromUnixSeconds(5000));
  REQUIRE(counts.ok());
  CHECK(counts->labels == 5);
  CHECK(counts->published == 2);
  CHECK(counts->unknown_prediction == 0);
  const auto outcomes = Outcomes((*broker)->brokers());
  REQUIRE(outcomes.size() == 2);
  CHECK(outcomes.at("engagement1").label() == "High");
  CHECK(outcomes.at("engagement2").label() == "Low");
  CHECK(outcomes.at("engagement2").version() == 3);
}

TEST_CASE("A file that is not one of labels is refused by file, line and column") {
  for (const char* text : {"id,label\na,b\n", "prediction_id,label\na,\n", "prediction_id,label\n,b\n"}) {
    const auto counts = PublishLabels({.brokers = "127.0.0.1:1", .file = File(text)}, absl::UnixEpoch());
    CHECK_FALSE(counts.ok());
    CHECK(std::string(counts.status().message()).find("labels.csv:") != std::string::npos);
  }
}

}  // namespace
}  // namespace yachay::cli

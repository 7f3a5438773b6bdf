#include "adapters/prediction_topic.h"

#include "adapters/probe.h"
#include "fixture/inference_server.h"
#include "kafka/embedded_broker.h"
#include "kafka/log_reader.h"
#include "testing/catch.h"
#include "yachay/inference/v1/prediction_log.pb.h"

namespace yachay::inference {
namespace {

std::vector<v1::PredictionLogged> ReadAll(const std::string& brokers, const std::string& topic) {
  auto reader = kafka::LogReader::Create({.brokers = brokers, .topic = topic});
  REQUIRE(reader.ok());
  std::vector<v1::PredictionLogged> all;
  const absl::Status read = (*reader)->ReadToEnd(
      [&](kafka::Batch batch) {
        for (const kafka::ReceivedRecord& record : batch)
          CHECK(all.emplace_back().ParseFromString(record.value));
        return absl::OkStatus();
      },
      absl::Seconds(60));
  REQUIRE(read.ok());
  return all;
}

TEST_CASE("what was served with learner ids is on the topic under the ids of the answer") {
  auto broker = kafka::EmbeddedBroker::Start({.topics = {{"p.predictions.v1", 3}}});
  REQUIRE(broker.ok());
  service::Metrics metrics;
  Probe probe(metrics);
  auto topic = PredictionTopic::Open((*broker)->brokers(), "p.predictions.v1", {}, probe);
  REQUIRE(topic.ok());
  InferenceServer server(nullptr, &(*topic)->log());
  Promote(server.registry, XgboostModel(3, 5, 5).Candidate("engagement"));
  server.Poll();

  v1::PredictRequest request;
  request.set_model("engagement");
  *request.mutable_features() = ToMatrix(RandomRows(50, 9));
  v1::PredictResponse unnamed;
  REQUIRE(server.Predict(request, unnamed).ok());
  CHECK(unnamed.prediction_ids_size() == 0);
  for (int i = 0; i < 50; ++i) request.mutable_features()->add_learner_ids("learner-" + std::to_string(i));
  v1::PredictResponse response;
  REQUIRE(server.Predict(request, response).ok());
  REQUIRE(response.prediction_ids_size() == 50);
  (*topic)->Close(absl::Seconds(60));

  const auto logged = ReadAll((*broker)->brokers(), "p.predictions.v1");
  REQUIRE(logged.size() == 50);
  for (const v1::PredictionLogged& one : logged) {
    const int row = std::stoi(one.learner_id().substr(8));
    CHECK(one.prediction_id() == response.prediction_ids(row));
    CHECK(one.label() == response.labels(row));
    CHECK(one.probabilities(1) == response.probabilities(row * 3 + 1));
  }
  CHECK(metrics.Scrape().find("yachay_prediction_log_dropped_total 0") != std::string::npos);
}

}  // namespace
}  // namespace yachay::inference

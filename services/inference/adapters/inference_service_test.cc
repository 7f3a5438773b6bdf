#include <algorithm>
#include <bit>

#include "fixture/inference_server.h"
#include "service/status.h"
#include "testing/catch.h"

namespace yachay::inference {
namespace {

constexpr size_t kWidth = 11;

v1::PredictRequest Request(const std::vector<float>& rows) {
  v1::PredictRequest request;
  request.set_model("engagement");
  *request.mutable_features() = ToMatrix(rows);
  return request;
}

size_t DifferingBits(const v1::PredictResponse& response, const std::vector<float>& expected, size_t from) {
  size_t differing = 0;
  for (int i = 0; i < response.probabilities_size(); ++i) {
    const float theirs = expected[from + static_cast<size_t>(i)];
    if (std::bit_cast<uint32_t>(response.probabilities(i)) != std::bit_cast<uint32_t>(theirs)) ++differing;
  }
  return differing;
}

TEST_CASE("served probabilities equal XGBoost's own, bit for bit, over 6,000 rows with missing values") {
  const XgboostModel trained(3, 60, 5);
  InferenceServer server;
  Promote(server.registry, trained.Candidate("engagement"));
  server.Poll();

  constexpr size_t kRows = 6000;
  const std::vector<float> rows = RandomRows(kRows, 23);
  const std::vector<float> expected = trained.Scores(rows);
  size_t differing = 0;
  // Batches of many sizes: one row, what is scored in the reaction, and what runs on the executor.
  for (size_t at = 0, size = 1; at < kRows; at += size, size = size * 2 % 1023) {
    size = std::min(size, kRows - at);
    const auto first = rows.begin() + static_cast<std::ptrdiff_t>(at * kWidth);
    v1::PredictResponse response;
    const grpc::Status status =
        server.Predict(Request({first, first + static_cast<std::ptrdiff_t>(size * kWidth)}), response);
    REQUIRE(status.ok());
    REQUIRE(static_cast<size_t>(response.probabilities_size()) == size * 3);
    differing += DifferingBits(response, expected, at * 3);
  }
  CHECK(differing == 0);
  CHECK(server.Metrics().find("yachay_predictions_total{model=\"engagement\",version=\"1\"} 6000") !=
        std::string::npos);
}

TEST_CASE("an answer names version, classes and the most probable label of each row") {
  const XgboostModel trained(3, 10, 5);
  InferenceServer server;
  Promote(server.registry, trained.Candidate("engagement"));
  server.Poll();
  const std::vector<float> rows = RandomRows(40, 3);
  v1::PredictResponse response;
  REQUIRE(server.Predict(Request(rows), response).ok());
  CHECK(response.model() == "engagement");
  CHECK(response.version() == 1);
  const std::vector<std::string> classes(response.classes().begin(), response.classes().end());
  CHECK(classes == std::vector<std::string>{"High", "Low", "Medium"});
  REQUIRE(response.labels_size() == 40);
  const std::vector<float> expected = trained.Scores(rows);
  for (int row = 0; row < 40; ++row) {
    const auto first = expected.begin() + row * 3;
    CHECK(response.labels(row) == classes[static_cast<size_t>(std::max_element(first, first + 3) - first)]);
  }
  CHECK(response.prediction_ids_size() == 0);
}

TEST_CASE("two classes have two probabilities, a regression has neither classes nor labels") {
  InferenceServer server;
  Promote(server.registry, XgboostModel(2, 5, 5).Candidate("engagement"));
  const XgboostModel regression(0, 5, 5);
  Promote(server.registry, regression.Candidate("minutes"));
  server.Poll();
  v1::PredictRequest request = Request(RandomRows(2, 3));
  v1::PredictResponse response;
  REQUIRE(server.Predict(request, response).ok());
  REQUIRE(response.probabilities_size() == 4);
  CHECK(response.probabilities(0) == 1.0F - response.probabilities(1));
  CHECK(response.labels(0) == (response.probabilities(1) > response.probabilities(0) ? "High" : "Low"));

  request.set_model("minutes");
  response.Clear();
  REQUIRE(server.Predict(request, response).ok());
  CHECK(DifferingBits(response, regression.Scores(RandomRows(2, 3)), 0) == 0);
  CHECK(response.classes_size() == 0);
  CHECK(response.labels_size() == 0);
}

TEST_CASE("what does not fit is refused with every field at once") {
  InferenceServer server;
  Promote(server.registry, XgboostModel(3, 2, 5).Candidate("engagement"));
  server.Poll();
  v1::PredictRequest request = Request(RandomRows(3, 3));
  request.mutable_features()->mutable_columns(0)->set_name("Height");
  request.mutable_features()->mutable_columns(1)->add_texts("seven");
  request.mutable_features()->add_learner_ids("only-one");
  v1::PredictResponse response;
  const grpc::Status status = server.Predict(request, response);
  CHECK(status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  std::vector<std::string> fields;
  for (const service::FieldViolation& violation : service::Violations(status))
    fields.push_back(violation.field);
  CHECK(std::count(fields.begin(), fields.end(), "features.columns[0].name") == 1);
  CHECK(std::count(fields.begin(), fields.end(), "features.columns[1]") == 1);
  CHECK(std::count(fields.begin(), fields.end(), "features.learner_ids") == 1);
}

TEST_CASE(
    "a request without model or rows, and learners without a feature store, are told what is expected") {
  InferenceServer server;
  Promote(server.registry, XgboostModel(3, 2, 5).Candidate("engagement"));
  server.Poll();
  v1::PredictResponse response;
  v1::PredictRequest request;
  CHECK(service::Violations(server.Predict(request, response)).at(0).field == "model");
  request.set_model("engagement");
  CHECK(service::Violations(server.Predict(request, response)).at(0).field == "rows");
  request.mutable_learners();
  CHECK(service::Violations(server.Predict(request, response)).at(0).field == "learners.learner_ids");
  request.mutable_learners()->add_learner_ids("ada");
  CHECK(server.Predict(request, response).error_code() == grpc::StatusCode::FAILED_PRECONDITION);
  request.set_version(0);
  CHECK(service::Violations(server.Predict(request, response)).at(0).field == "version");
}

TEST_CASE("models, aliases and versions that do not serve are not found, with what does") {
  InferenceServer server;
  v1::PredictResponse response;
  v1::PredictRequest request = Request(RandomRows(1, 3));
  CHECK(server.Predict(request, response).error_code() == grpc::StatusCode::NOT_FOUND);
  Promote(server.registry, XgboostModel(3, 2, 5).Candidate("engagement"));
  server.Poll();
  CHECK(server.Predict(request, response).ok());
  request.set_alias("challenger");
  const grpc::Status alias = server.Predict(request, response);
  CHECK(alias.error_code() == grpc::StatusCode::NOT_FOUND);
  CHECK(alias.error_message().find("champion (version 1)") != std::string::npos);
  request.set_version(9);
  CHECK(server.Predict(request, response).error_code() == grpc::StatusCode::NOT_FOUND);
  request.set_version(1);
  CHECK(server.Predict(request, response).ok());
}

TEST_CASE("ListModels shows what serves under which alias, and what was refused and why") {
  InferenceServer server;
  const XgboostModel trained(3, 2, 5);
  models::Candidate traced = trained.Candidate("engagement");
  traced.manifest.tracer_calibration = "sha256:1";
  Promote(server.registry, traced);
  server.Poll();
  const models::VersionRef broken = Promote(server.registry, trained.Candidate("engagement"));
  Overwrite(server.registry, broken, "model.ubj", "{");
  server.Poll();
  v1::ListModelsResponse response;
  REQUIRE(server.ListModels(response).ok());
  REQUIRE(response.models_size() == 2);
  const v1::ModelVersion& serving = response.models(0);
  CHECK(serving.state() == v1::ModelVersion::STATE_READY);
  CHECK(std::count(serving.aliases().begin(), serving.aliases().end(), "champion") == 1);
  CHECK(serving.features_size() == static_cast<int>(kWidth));
  CHECK(serving.algorithm() == "gradient-boosting");
  CHECK(serving.tracer_calibration() == "sha256:1");
  const v1::ModelVersion& refused = response.models(1);
  CHECK(refused.state() == v1::ModelVersion::STATE_REFUSED);
  CHECK(refused.reason().find("model.ubj") != std::string::npos);
  CHECK(refused.aliases_size() == 0);
}

}  // namespace
}  // namespace yachay::inference

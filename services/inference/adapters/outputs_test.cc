// What Predict, PredictStream and Explain give besides probabilities.
#include <cmath>
#include <filesystem>
#include <thread>

#include "fixture/inference_server.h"
#include "service/status.h"
#include "testing/catch.h"

namespace yachay::inference {
namespace {

struct Fixture {
  const XgboostModel trained{3, 20, 5};
  InferenceServer server;

  Fixture() {
    Promote(server.registry, trained.Candidate("engagement"));
    server.Poll();
  }
  v1::PredictRequest Request(size_t rows) const {
    v1::PredictRequest request;
    request.set_model("engagement");
    *request.mutable_features() = ToMatrix(RandomRows(rows, 3));
    return request;
  }
  grpc::Status Explain(const v1::ExplainRequest& request, v1::ExplainResponse& response) const {
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    return v1::Inference::NewStub(server.channel())->Explain(&context, request, &response);
  }
  grpc::Status Stream(const v1::PredictStreamRequest& request,
                      std::vector<v1::PredictStreamResponse>& chunks) const {
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    auto reader = v1::Inference::NewStub(server.channel())->PredictStream(&context, request);
    v1::PredictStreamResponse chunk;
    while (reader->Read(&chunk)) chunks.push_back(chunk);
    return reader->Finish();
  }
};

TEST_CASE("margins are what softmax makes the probabilities of, and leaves are XGBoost's") {
  Fixture f;
  const size_t rows = GENERATE(size_t{3}, size_t{100});
  v1::PredictRequest request = f.Request(rows);
  request.add_outputs(v1::OUTPUT_MARGIN);
  request.add_outputs(v1::OUTPUT_LEAF);
  v1::PredictResponse response;
  REQUIRE(f.server.Predict(request, response).ok());
  const std::vector<float> margins = f.trained.Scores(RandomRows(rows, 3), XgboostModel::kMargin);
  const std::vector<float> leaves = f.trained.Scores(RandomRows(rows, 3), XgboostModel::kLeaf);
  CHECK(std::vector<float>(response.margins().begin(), response.margins().end()) == margins);
  CHECK(std::vector<float>(response.leaves().begin(), response.leaves().end()) == leaves);
  CHECK(leaves.size() == rows * 60);
}

TEST_CASE("outputs that are unknown, come twice or are too many are refused") {
  Fixture f;
  v1::PredictRequest request = f.Request(3);
  v1::PredictResponse response;
  request.add_outputs(v1::OUTPUT_MARGIN);
  request.add_outputs(v1::OUTPUT_MARGIN);
  request.add_outputs(static_cast<v1::Output>(77));
  const auto violations = service::Violations(f.server.Predict(request, response));
  REQUIRE(violations.size() == 2);
  CHECK(violations[0].field == "outputs[1]");
  CHECK(violations[1].field == "outputs[2]");
  request = f.Request(10'000);
  request.mutable_outputs()->Clear();
  request.add_outputs(v1::OUTPUT_LEAF);
  CHECK(f.server.Predict(request, response).ok());  // 600,000 leaves
  Promote(f.server.registry, XgboostModel(3, 40, 5).Candidate("engagement"));
  f.server.Poll();
  CHECK(service::Violations(f.server.Predict(request, response)).at(0).field == "outputs");
}

TEST_CASE(
    "a stream answers as Predict does, chunk by chunk, from one version though it is swapped meanwhile") {
  Fixture f;
  v1::PredictStreamRequest request;
  *request.mutable_request() = f.Request(2'500);
  std::vector<v1::PredictStreamResponse> chunks;
  REQUIRE(f.Stream(request, chunks).ok());
  REQUIRE(chunks.size() == 3);
  CHECK(chunks[2].first_row() == 2'000);
  CHECK(chunks[2].answer().labels_size() == 500);
  std::vector<float> scores;
  for (const auto& chunk : chunks) {
    scores.insert(scores.end(), chunk.answer().probabilities().begin(), chunk.answer().probabilities().end());
  }
  CHECK(scores == f.trained.Scores(RandomRows(2'500, 3)));

  // So many that the transport's buffers hold but a part: the rest is made after the swap.
  *request.mutable_request() = f.Request(60'000);
  request.set_chunk_rows(500);
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  auto reader = v1::Inference::NewStub(f.server.channel())->PredictStream(&context, request);
  v1::PredictStreamResponse chunk;
  REQUIRE(reader->Read(&chunk));
  Promote(f.server.registry, XgboostModel(3, 3, 9).Candidate("engagement"));
  f.server.Poll();
  size_t rows = 500;
  while (reader->Read(&chunk)) {
    CHECK(chunk.first_row() == rows);
    CHECK(chunk.answer().version() == 1);
    rows += static_cast<size_t>(chunk.answer().labels_size());
  }
  CHECK(reader->Finish().ok());
  CHECK(rows == 60'000);
}

TEST_CASE("a stream that breaks a rule is refused, and its caller may go at any time") {
  Fixture f;
  v1::PredictStreamRequest request;
  std::vector<v1::PredictStreamResponse> chunks;
  request.set_chunk_rows(1'001);
  std::vector<std::string> fields;
  for (const auto& violation : service::Violations(f.Stream(request, chunks)))
    fields.push_back(violation.field);
  CHECK(fields == std::vector<std::string>{"request.model", "request.rows", "chunk_rows"});
  CHECK(chunks.empty());

  request.set_chunk_rows(100);
  *request.mutable_request() = f.Request(20'000);
  {
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    auto reader = v1::Inference::NewStub(f.server.channel())->PredictStream(&context, request);
    v1::PredictStreamResponse chunk;
    REQUIRE(reader->Read(&chunk));
    context.TryCancel();
    while (reader->Read(&chunk)) {
    }
    CHECK(reader->Finish().error_code() == grpc::StatusCode::CANCELLED);
  }
  while (f.server.gate().inside() > 0) std::this_thread::yield();  // its rows have left
}

TEST_CASE("contributions, bias and rest add up to the margin, the strongest first") {
  Fixture f;
  v1::ExplainRequest request;
  request.set_model("engagement");
  *request.mutable_features() = ToMatrix(RandomRows(20, 3));
  request.set_top(3);
  v1::ExplainResponse response;
  REQUIRE(f.Explain(request, response).ok());
  REQUIRE(response.rows_size() == 20);
  v1::PredictResponse predicted;
  v1::PredictRequest predict = f.Request(20);
  predict.add_outputs(v1::OUTPUT_MARGIN);
  REQUIRE(f.server.Predict(predict, predicted).ok());
  for (int row = 0; row < 20; ++row) {
    const v1::Explanation& one = response.rows(row);
    CHECK(one.class_name() == predicted.labels(row));
    float sum = one.bias() + one.rest();
    for (const v1::Contribution& contribution : one.contributions()) sum += contribution.contribution();
    CHECK(sum == Approx(one.margin()).margin(1e-4));
    REQUIRE(one.contributions_size() == 3);
    CHECK(std::abs(one.contributions(0).contribution()) >= std::abs(one.contributions(1).contribution()));
    CHECK(std::abs(one.contributions(1).contribution()) >= std::abs(one.contributions(2).contribution()));
  }
  request.set_class_name("Low");
  REQUIRE(f.Explain(request, response).ok());
  CHECK(response.rows(0).margin() == predicted.margins(1));
}

TEST_CASE("of two classes each margin is the other's with its sign turned") {
  Fixture f;
  Promote(f.server.registry, XgboostModel(2, 10, 5).Candidate("engagement"));
  f.server.Poll();
  v1::ExplainRequest request;
  request.set_model("engagement");
  *request.mutable_features() = ToMatrix(RandomRows(1, 3));
  v1::ExplainResponse low;
  v1::ExplainResponse high;
  request.set_class_name("Low");
  REQUIRE(f.Explain(request, low).ok());
  request.set_class_name("High");
  REQUIRE(f.Explain(request, high).ok());
  CHECK(low.rows(0).margin() == -high.rows(0).margin());
  CHECK(low.rows(0).contributions(0).contribution() == -high.rows(0).contributions(0).contribution());
}

TEST_CASE("what cannot be explained is refused with what is expected") {
  Fixture f;
  v1::ExplainRequest request;
  v1::ExplainResponse response;
  CHECK(service::Violations(f.Explain(request, response)).size() == 2);
  request.set_model("engagement");
  *request.mutable_features() = ToMatrix(RandomRows(101, 3));
  CHECK(service::Violations(f.Explain(request, response)).at(0).field == "features.columns");
  *request.mutable_features() = ToMatrix(RandomRows(1, 3));
  request.set_class_name("Bored");
  CHECK(service::Violations(f.Explain(request, response)).at(0).field == "class_name");
}

TEST_CASE("while the gate is full, what would wait is turned away with pushback, and few rows are served") {
  Fixture f;
  auto full = f.server.gate().Enter(InferenceServer::kGateRows);
  REQUIRE(full.has_value());
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  v1::PredictResponse response;
  const auto stub = v1::Inference::NewStub(f.server.channel());
  CHECK(stub->Predict(&context, f.Request(100), &response).error_code() ==
        grpc::StatusCode::RESOURCE_EXHAUSTED);
  CHECK(context.GetServerTrailingMetadata().count("grpc-retry-pushback-ms") == 1);
  CHECK(f.server.Predict(f.Request(3), response).ok());
  full.reset();
  CHECK(f.server.Predict(f.Request(100), response).ok());
}

TEST_CASE("when the registry vanishes from the disk, what serves goes on serving") {
  Fixture f;
  v1::PredictResponse response;
  REQUIRE(f.server.Predict(f.Request(2), response).ok());
  std::filesystem::remove_all(f.server.registry.directory());
  f.server.Poll();
  CHECK(f.server.Predict(f.Request(2), response).ok());
  CHECK(response.version() == 1);
}

}  // namespace
}  // namespace yachay::inference

#include <cmath>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "fixture/inference_server.h"
#include "service/status.h"
#include "testing/catch.h"

namespace yachay::inference {
namespace {

constexpr size_t kRows = 50;  // more than a reaction scores

struct Fixture {
  const XgboostModel trained{3, 20, 5};
  InferenceServer server;
  std::unique_ptr<oip::GRPCInferenceService::Stub> stub =
      oip::GRPCInferenceService::NewStub(server.channel());
  const std::vector<float> rows = RandomRows(kRows, 3);

  Fixture() {
    Promote(server.registry, trained.Candidate("engagement"));
    server.Poll();
  }
  template <typename Method, typename Request, typename Response>
  grpc::Status Call(Method method, const Request& request, Response& response) const {
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    response.Clear();
    return ((*stub).*method)(&context, request, &response);
  }
  grpc::Status Infer(const oip::ModelInferRequest& request, oip::ModelInferResponse& response) const {
    return Call(&oip::GRPCInferenceService::Stub::ModelInfer, request, response);
  }
  // The rows, each column in the first type that holds it.
  oip::ModelInferRequest Typed() const {
    oip::ModelInferRequest request;
    request.set_model_name("engagement");
    request.set_id("42");
    const v1::FeatureMatrix matrix = ToMatrix(rows);
    for (const v1::NamedColumn& column : matrix.columns()) {
      auto& input = *request.add_inputs();
      input.set_name(column.name());
      input.add_shape(kRows);
      input.set_datatype(column.texts().empty() ? "FP64" : "BYTES");
      *input.mutable_contents()->mutable_fp64_contents() = column.numbers();
      input.mutable_contents()->mutable_bytes_contents()->Add(column.texts().begin(), column.texts().end());
    }
    return request;
  }
};

std::string Raw(const oip::InferTensorContents& contents) {
  std::string bytes;
  for (const std::string& text : contents.bytes_contents()) {
    const auto size = static_cast<uint32_t>(text.size());
    bytes.append(reinterpret_cast<const char*>(&size), 4).append(text);
  }
  for (const double number : contents.fp64_contents())
    bytes.append(reinterpret_cast<const char*>(&number), sizeof(number));
  return bytes;
}

oip::ModelInferRequest ToRaw(oip::ModelInferRequest request) {
  for (auto& input : *request.mutable_inputs()) {
    request.add_raw_input_contents(Raw(input.contents()));
    input.clear_contents();
  }
  return request;
}

TEST_CASE("typed contents are answered typed, with XGBoost's bits") {
  Fixture f;
  oip::ModelInferResponse response;
  REQUIRE(f.Infer(f.Typed(), response).ok());
  CHECK(response.id() == "42");
  CHECK(response.model_version() == "1");
  CHECK(response.raw_output_contents_size() == 0);
  REQUIRE(response.outputs_size() == 2);
  CHECK(response.outputs(0).name() == "label");
  CHECK(response.outputs(0).contents().bytes_contents_size() == kRows);
  CHECK(response.outputs(1).shape(1) == 3);
  const auto& scores = response.outputs(1).contents().fp32_contents();
  CHECK(std::vector<float>(scores.begin(), scores.end()) == f.trained.Scores(f.rows));
}

TEST_CASE("raw contents are answered raw, in the order of the outputs that were asked for") {
  Fixture f;
  oip::ModelInferRequest request = ToRaw(f.Typed());
  for (const char* name : {"leaf", "margin", "probabilities"}) request.add_outputs()->set_name(name);
  oip::ModelInferResponse response;
  REQUIRE(f.Infer(request, response).ok());
  REQUIRE(response.raw_output_contents_size() == 3);
  CHECK(response.outputs(0).datatype() == "UINT32");
  CHECK(response.raw_output_contents(0).size() == kRows * 60 * 4);
  for (const auto& [at, what] : {std::pair{1, XgboostModel::kMargin}, std::pair{2, XgboostModel::kScore}}) {
    const std::vector<float> expected = f.trained.Scores(f.rows, what);
    const std::string& bytes = response.raw_output_contents(at);
    REQUIRE(bytes.size() == expected.size() * sizeof(float));
    CHECK(std::memcmp(bytes.data(), expected.data(), bytes.size()) == 0);
  }
}

TEST_CASE("a number may come in any type of numbers") {
  Fixture f;
  oip::ModelInferRequest request;
  request.set_model_name("engagement");
  auto& age = *request.add_inputs();
  age.set_name("Age");
  age.add_shape(1);
  age.add_shape(1);
  std::vector<float> row(11, std::nanf(""));
  row[0] = 12;
  const auto expected = f.trained.Scores(row);
  const auto check = [&](const char* datatype, auto set) {
    INFO(datatype);
    age.set_datatype(datatype);
    age.clear_contents();
    set(*age.mutable_contents());
    oip::ModelInferResponse response;
    REQUIRE(f.Infer(request, response).ok());
    CHECK(response.outputs(1).contents().fp32_contents(0) == expected[0]);
  };
  check("FP32", [](auto& to) { to.add_fp32_contents(12); });
  check("INT64", [](auto& to) { to.add_int64_contents(12); });
  check("UINT64", [](auto& to) { to.add_uint64_contents(12); });
  for (const char* datatype : {"INT8", "INT16", "INT32"})
    check(datatype, [](auto& to) { to.add_int_contents(12); });
  for (const char* datatype : {"UINT8", "UINT16", "UINT32"})
    check(datatype, [](auto& to) { to.add_uint_contents(12); });
}

TEST_CASE("every tensor that is not what the protocol says is named") {
  Fixture f;
  oip::ModelInferResponse response;
  CHECK(service::Violations(f.Infer({}, response)).size() == 2);

  oip::ModelInferRequest request = f.Typed();
  request.mutable_inputs(0)->set_datatype("FP16");
  request.mutable_inputs(2)->mutable_shape()->Set(0, kRows + 1);
  request.mutable_inputs(3)->add_shape(2);
  const auto violations = service::Violations(f.Infer(request, response));
  REQUIRE(violations.size() == 3);
  CHECK(violations[0].field == "inputs[0]");
  CHECK(violations[1].field == "inputs[2]");
  CHECK(violations[2].field == "inputs[3]");

  request = ToRaw(f.Typed());
  request.mutable_raw_input_contents(0)->pop_back();
  for (int i = 0; i < request.inputs_size(); ++i) {
    if (request.inputs(i).datatype() != "BYTES") continue;
    request.set_raw_input_contents(i, std::string("\xFF\xFF\xFF\x7Fx", 5));  // a length beyond the end
    break;
  }
  CHECK(service::Violations(f.Infer(request, response)).size() == 2);
  request = f.Typed();
  int at = 0;
  while (request.inputs(at).datatype() != "BYTES") ++at;
  auto& texts = *request.mutable_inputs(at)->mutable_contents()->mutable_bytes_contents();
  texts.Mutable(7)->assign("\xFF");  // the log's readers would refuse the whole record
  CHECK(service::Violations(f.Infer(request, response)).at(0).field == absl::StrCat("inputs[", at, "]"));
  CHECK(service::Violations(f.Infer(ToRaw(request), response)).at(0).description.find("value 7 ") !=
        std::string::npos);
  request = ToRaw(f.Typed());
  request.mutable_raw_input_contents()->RemoveLast();
  CHECK(service::Violations(f.Infer(request, response)).at(0).field == "raw_input_contents");
  request = f.Typed();
  request.mutable_inputs(0)->set_name("Height");
  CHECK(f.Infer(request, response).error_message().find("Height") != std::string::npos);
  request = f.Typed();
  request.add_outputs()->set_name("logits");
  CHECK(service::Violations(f.Infer(request, response)).at(0).field == "outputs[0].name");
}

TEST_CASE("the server says that it lives, what is ready, and what a model takes and gives") {
  using Stub = oip::GRPCInferenceService::Stub;
  Fixture f;
  oip::ServerLiveResponse live;
  REQUIRE(f.Call(&Stub::ServerLive, oip::ServerLiveRequest(), live).ok());
  CHECK(live.live());
  oip::ServerReadyResponse ready;
  REQUIRE(f.Call(&Stub::ServerReady, oip::ServerReadyRequest(), ready).ok());
  CHECK(ready.ready());
  oip::ServerMetadataResponse server;
  REQUIRE(f.Call(&Stub::ServerMetadata, oip::ServerMetadataRequest(), server).ok());
  CHECK(server.name() == "yachay-inference");

  oip::ModelReadyRequest asked;
  asked.set_name("engagement");
  oip::ModelReadyResponse answer;
  for (const auto& [version, expected] :
       {std::pair{"", true}, {"1", true}, {"champion", true}, {"2", false}}) {
    asked.set_version(version);
    REQUIRE(f.Call(&Stub::ModelReady, asked, answer).ok());
    CHECK(answer.ready() == expected);
  }
  oip::ModelMetadataRequest which;
  oip::ModelMetadataResponse model;
  which.set_name("engagement");
  REQUIRE(f.Call(&Stub::ModelMetadata, which, model).ok());
  CHECK(model.versions_size() == 1);
  REQUIRE(model.inputs_size() == 11);
  CHECK(model.inputs(1).name() == "Gender");
  CHECK(model.inputs(1).datatype() == "BYTES");
  REQUIRE(model.outputs_size() == 4);
  CHECK(model.outputs(3).shape(1) == 60);
  which.set_name("minutes");
  CHECK(f.Call(&Stub::ModelMetadata, which, model).error_code() == grpc::StatusCode::NOT_FOUND);
}

}  // namespace
}  // namespace yachay::inference

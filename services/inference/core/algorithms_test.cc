// Every algorithm that `yachay train` offers is served, with the bits that its trainer saw.
#include <algorithm>

#include "core/loaded_model.h"
#include "core/registry_follower.h"
#include "fixture/model_fixture.h"
#include "testing/catch.h"
#include "training/trainer.h"

namespace yachay::inference {
namespace {

// Random rows; the class follows from the sessions and their minutes.
training::Dataset Learners(size_t count, uint32_t seed) {
  training::Dataset data;
  data.schema = {"PlayerID", "EngagementLevel", {"High", "Low"}, EngagementFeatures()};
  data.values = RandomRows(count, seed);
  for (size_t r = 0; r < count; ++r) {
    const auto row = data.row(r);
    data.labels.push_back(row[7] + row[8] / 10 > 17.0F ? 0 : 1);
    data.ids.push_back("l" + std::to_string(r));
  }
  return data;
}

models::Candidate CandidateOf(const training::TrainResult& result, const training::Schema& schema,
                              const std::string& algorithm) {
  models::Candidate candidate;
  models::Manifest& manifest = candidate.manifest;
  manifest.name = "m";
  manifest.algorithm = algorithm;
  manifest.id = schema.id;
  manifest.target = schema.target;
  manifest.classes = schema.classes;
  manifest.features = schema.features;
  manifest.preparation = result.preparation;
  manifest.calibration = result.calibration;
  manifest.model_file = result.model_file;
  candidate.files = {{result.model_file, result.model}, {"golden.json", models::GoldenToJson(result.golden)}};
  return candidate;
}

TEST_CASE("all four algorithms, calibrated, are followed and served with the trainer's bits") {
  models::FolderRegistry registry = NewRegistry();
  ModelStore store;
  RegistryFollower follower({.models = {"m"}, .follow = {}}, registry, store, {});
  const training::Dataset train = Learners(600, 1);
  const training::Dataset held_out = Learners(200, 2);
  for (const std::string& name : training::AlgorithmNames()) {
    INFO(name);
    training::TrainOptions options{.algorithm = *training::ParseAlgorithm(name), .trees = 20, .epochs = 5};
    options.calibration = name == "mlp" ? "isotonic" : "temperature";
    const auto result = training::Train(train, held_out, options);
    REQUIRE(result.ok());
    const auto ref = Promote(registry, CandidateOf(*result, train.schema, name));
    follower.Poll(absl::UnixEpoch());
    const auto model = store.Find({.model = "m", .alias = "champion"});
    REQUIRE(model.ok());
    CHECK((*model)->manifest().version == ref.version);
    CHECK((*model)->manifest().algorithm == name);
    std::vector<float> scores(result->scores.size());
    (*model)->Score(held_out.values, absl::MakeSpan(scores));
    CHECK(scores == result->scores);
  }
}

TEST_CASE("layers whose weights were changed are refused by their golden rows") {
  models::FolderRegistry registry = NewRegistry();
  const training::Dataset train = Learners(600, 3);
  const auto result = training::Train(train, Learners(200, 4), {.algorithm = training::Algorithm::kLogistic});
  REQUIRE(result.ok());
  const auto ref = Promote(registry, CandidateOf(*result, train.schema, "logistic"));
  std::string changed = result->model;
  const size_t digit = changed.find("\"bias\":[") + 12;  // inside the first number
  changed[digit] = changed[digit] == '1' ? '2' : '1';
  Overwrite(registry, ref, "model.json", changed);
  const auto model = LoadedModel::Load(registry, ref);
  CHECK(absl::IsFailedPrecondition(model.status()));
  Overwrite(registry, ref, "model.json", changed.substr(0, 100));
  const auto torn = LoadedModel::Load(registry, ref);
  CHECK(std::string(torn.status().message()).find("model.json: expected a JSON object") != std::string::npos);
}

}  // namespace
}  // namespace yachay::inference

#include "scoring/dense_model.h"

#include <bit>
#include <cmath>
#include <random>

#include "absl/strings/str_replace.h"
#include "scoring/calibration.h"
#include "scoring/open.h"
#include "testing/catch.h"

namespace yachay::scoring {
namespace {

std::vector<Layer> RandomLayers(unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::vector<Layer> layers = {{2, 5, {}, {}}, {5, 3, {}, {}}};
  for (Layer& layer : layers) {
    for (size_t i = 0; i < layer.inputs * layer.outputs; ++i) layer.weights.push_back(normal(random));
    for (size_t i = 0; i < layer.outputs; ++i) layer.bias.push_back(normal(random) * 1e-20F);
  }
  return layers;
}

models::Manifest Manifest() {
  models::Manifest manifest;
  manifest.name = "m";
  manifest.algorithm = "mlp";
  manifest.classes = {"a", "b", "c"};
  manifest.features = {{"x"}, {"y"}};
  manifest.preparation = {{.impute = 0.1F}, {.center = 3, .scale = 0.3F}};
  manifest.model_file = "model.json";
  return manifest;
}

TEST_CASE("layers keep every bit through their file") {
  const auto layers = RandomLayers(1);
  const auto read = LayersFromJson(LayersToJson(layers));
  REQUIRE(read.ok());
  for (size_t l = 0; l < layers.size(); ++l) {
    CHECK((*read)[l].weights == layers[l].weights);
    CHECK((*read)[l].bias == layers[l].bias);
  }
}

TEST_CASE("a row has the same bits alone and in a batch, and they sum to 1") {
  const auto scorer = Open(Manifest(), LayersToJson(RandomLayers(2)));
  REQUIRE(scorer.ok());
  CHECK((*scorer)->kind() == "mlp 2-5-3");
  std::mt19937 random(3);
  std::vector<float> rows(2 * 300);
  for (float& value : rows) value = static_cast<float>(random() % 1000) / 100.0F;
  rows[7] = std::numeric_limits<float>::quiet_NaN();
  std::vector<float> batch(3 * 300);
  (*scorer)->Score(rows, absl::MakeSpan(batch));
  for (size_t r = 0; r < 300; ++r) {
    std::vector<float> one(3);
    (*scorer)->Score(absl::MakeConstSpan(rows).subspan(2 * r, 2), absl::MakeSpan(one));
    CHECK(std::equal(one.begin(), one.end(), batch.begin() + static_cast<std::ptrdiff_t>(3 * r)));
    CHECK(one[0] + one[1] + one[2] == Approx(1));
  }
}

TEST_CASE("one layer is the softmax of a weighted sum") {
  models::Manifest manifest = Manifest();
  manifest.algorithm = "logistic";
  manifest.preparation = {{}, {}};
  const auto scorer = Open(manifest, LayersToJson({{2, 3, {1, 0, -1, 0, 2, 0}, {0.5F, 0, 0}}}));
  REQUIRE(scorer.ok());
  std::vector<float> scores(3);
  (*scorer)->Score(std::vector<float>{2, 1}, absl::MakeSpan(scores));
  const double sum = std::exp(2.5) + std::exp(2.0) + std::exp(-2.0);
  CHECK(scores[0] == Approx(std::exp(2.5) / sum));
  CHECK(scores[2] == Approx(std::exp(-2.0) / sum));
}

TEST_CASE("a calibration of the manifest is applied") {
  models::Manifest manifest = Manifest();
  const std::string bytes = LayersToJson(RandomLayers(4));
  const std::vector<float> row = {1, 2};
  std::vector<float> expected(3);
  (*Open(manifest, bytes))->Score(row, absl::MakeSpan(expected));
  manifest.calibration = models::Calibration{.method = "temperature", .temperature = 3};
  Calibrate(*manifest.calibration, 3, absl::MakeSpan(expected));
  std::vector<float> scores(3);
  (*Open(manifest, bytes))->Score(row, absl::MakeSpan(scores));
  CHECK(scores == expected);
  manifest.calibration->temperature = -1;
  CHECK_FALSE(Open(manifest, bytes).ok());
}

TEST_CASE("files and manifests that do not fit are refused by field") {
  const std::string good = LayersToJson({{2, 3, {1, 0, -1, 0, 2, 0}, {0.5F, 0, 0}}});
  const auto refused = [&](const std::string& bytes, const std::string& part) {
    const auto scorer = Open(Manifest(), bytes);
    INFO(scorer.status());
    return !scorer.ok() && std::string(scorer.status().message()).find(part) != std::string::npos;
  };
  REQUIRE(Open(Manifest(), good).ok());
  CHECK(refused(good.substr(0, good.size() / 2), "expected a JSON object"));
  CHECK(refused("[]", "expected a JSON object"));
  CHECK(refused(absl::StrReplaceAll(good, {{"dense-1", "dense-9"}}), "field 'format'"));
  CHECK(refused(absl::StrReplaceAll(good, {{"\"layers\"", "\"lines\""}}), "field 'layers'"));
  CHECK(refused(absl::StrReplaceAll(good, {{"-1.0", "null"}}), "field 'weights'"));
  CHECK(refused(absl::StrReplaceAll(good, {{"-1.0", "1e300"}}), "field 'weights'"));
  CHECK(refused(absl::StrReplaceAll(good, {{"-1.0,", ""}}), "expected 6 finite numbers"));
  CHECK(refused(absl::StrReplaceAll(good, {{"\"outputs\":3", "\"outputs\":0"}}), "field 'outputs'"));
  CHECK(refused(absl::StrReplaceAll(good, {{"\"bias\"", "\"base\""}}), "field 'bias'"));
  CHECK(refused(LayersToJson({{3, 2, {1, 0, -1, 0, 2, 0}, {0, 0}}}), "takes 3 inputs"));
  CHECK(refused(LayersToJson({{2, 2, {1, 0, 1, 0}, {0, 0}}}), "scores 2 classes, manifest.json names 3"));
  CHECK(refused(LayersToJson({{2, 2, {1, 0, 1, 0}, {0, 0}}, {3, 1, {1, 1, 1}, {0}}}), "layers[1]: takes 3"));
  models::Manifest other = Manifest();
  other.preparation.pop_back();
  CHECK(absl::IsInvalidArgument(Open(other, good).status()));
}

TEST_CASE("of one layer the contributions add up to the margins, and softmax makes the scores of these") {
  models::Manifest manifest = Manifest();
  manifest.algorithm = "logistic";
  manifest.features.push_back({"z", models::FeatureKind::kCategory, {"p", "q"}});
  manifest.preparation.push_back({.one_hot = 2});
  const std::vector<Layer> layers = {{4, 3, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, {0.5F, 0.25F, 0}}};
  const auto scorer = Open(manifest, LayersToJson(layers));
  REQUIRE(scorer.ok());
  const std::vector<float> row{2, 4, 1};
  std::vector<float> margins(3);
  (*scorer)->Margins(row, absl::MakeSpan(margins));
  std::vector<float> contributions;
  REQUIRE((*scorer)->Contributions(row, &contributions).ok());
  REQUIRE(contributions.size() == 3 * 4);
  for (size_t k = 0; k < 3; ++k) {
    const float* of = contributions.data() + 4 * k;
    CHECK(of[0] + of[1] + of[2] + of[3] == Approx(margins[k]));
    CHECK(of[2] == layers[0].weights[3 * 3 + k]);  // the row's category
    CHECK(of[3] == layers[0].bias[k]);
  }
  std::vector<float> scores(3);
  (*scorer)->Score(row, absl::MakeSpan(scores));
  CHECK(std::log(scores[1] / scores[0]) == Approx(margins[1] - margins[0]));
}

TEST_CASE("what a net of two layers makes of a feature is not made up") {
  const auto scorer = Open(Manifest(), LayersToJson(RandomLayers(2)));
  REQUIRE(scorer.ok());
  std::vector<float> contributions;
  const absl::Status status = (*scorer)->Contributions(std::vector<float>{1, 2}, &contributions);
  CHECK(status.code() == absl::StatusCode::kUnimplemented);
  CHECK(std::string(status.message()).find("mlp 2-5-3") != std::string::npos);
}

}  // namespace
}  // namespace yachay::scoring

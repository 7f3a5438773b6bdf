#include "models/manifest.h"

#include "testing/catch.h"

namespace yachay::models {
namespace {

Manifest Example() {
  Manifest m;
  m.name = "engagement";
  m.version = 3;
  m.algorithm = "gradient-boosting";
  m.id = "PlayerID";
  m.target = "EngagementLevel";
  m.classes = {"High", "Low", "Medium"};
  m.features = {{"Age"}, {"Gender", FeatureKind::kCategory, {"Female", "Male"}}};
  m.metrics["accuracy"] = {0.91, 0.9, 0.92};
  m.data_fingerprint = "sha256:00";
  m.created_at = "2024-05-01T00:00:00Z";
  m.seed = 7;
  m.held_out_share = 0.25;
  return m;
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

TEST_CASE("a manifest survives its JSON") {
  const auto read = ManifestFromJson(ManifestToJson(Example()), "manifest.json");
  INFO(read.status());
  REQUIRE(read.ok());
  CHECK(*read == Example());
  CHECK(ManifestToJson(*read) == ManifestToJson(Example()));
}

TEST_CASE("preparation and calibration survive with every bit, and may be absent") {
  Manifest m = Example();
  CHECK(ManifestToJson(m).find("calibration") == std::string::npos);
  m.preparation = {{.impute = 0.1F, .center = 1.0F / 3, .scale = 1e-20F}, {.one_hot = 2}};
  for (const Calibration& calibration :
       {Calibration{.method = "temperature", .temperature = 1.0 / 3},
        Calibration{.method = "isotonic", .curves = {{{0.1, 0.7}, {0, 1}}, {{0.5}, {1.0 / 7}}}}}) {
    m.calibration = calibration;
    const auto read = ManifestFromJson(ManifestToJson(m), "m.json");
    INFO(read.status());
    REQUIRE(read.ok());
    CHECK(*read == m);
  }
  const auto bad = ManifestFromJson(Replaced(ManifestToJson(m), "\"curves\"", "\"lines\""), "m.json");
  CHECK(bad.status().message().find("m.json: calibration: no field 'curves'") == 0);
  const auto step = ManifestFromJson(Replaced(ManifestToJson(m), "\"center\"", "\"middle\""), "m.json");
  CHECK(step.status().message().find("m.json: preparation[0]: no field 'center'") == 0);
}

TEST_CASE("the calibration of the tracer survives, may be absent, and is a text") {
  Manifest m = Example();
  CHECK(ManifestToJson(m).find("tracer_calibration") == std::string::npos);
  m.tracer_calibration = "sha256:12";
  const auto read = ManifestFromJson(ManifestToJson(m), "m.json");
  REQUIRE(read.ok());
  CHECK(*read == m);
  const auto bad = ManifestFromJson(Replaced(ManifestToJson(m), "\"sha256:12\"", "12"), "m.json");
  CHECK(bad.status().message().find("m.json: field 'tracer_calibration': ") == 0);
}

TEST_CASE("SHA-256 is the published one") {
  CHECK(Sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("the schema hash sees names, kinds, codes and order") {
  const std::vector<Feature> base = Example().features;
  auto renamed = base;
  renamed[0].name = "Years";
  auto recoded = base;
  std::swap(recoded[1].categories[0], recoded[1].categories[1]);
  auto reordered = base;
  std::swap(reordered[0], reordered[1]);
  for (const auto& other : {renamed, recoded, reordered}) CHECK(SchemaHash(other) != SchemaHash(base));
  CHECK(SchemaHash(base) == SchemaHash(Example().features));
}

TEST_CASE("what is wrong in a manifest is named") {
  const std::string json = ManifestToJson(Example());
  const struct {
    std::string from, to, message;
  } cases[] = {
      {"\"target\"", "\"goal\"", "m.json: no field 'target'"},
      {"\"version\": 3", "\"version\": \"3\"", "m.json: field 'version': "},
      {"\"kind\": \"number\"", "\"kind\": \"date\"", "m.json: features[0]: field 'kind' is 'date'"},
      {"\"Age\"", "\"age\"", "m.json: field 'schema_hash' is "},
      {"\"low\"", "\"lower\"", "m.json: metrics.accuracy: no field 'low'"},
      {"{", "", "m.json: not JSON"},
  };
  for (const auto& c : cases) {
    const auto read = ManifestFromJson(Replaced(json, c.from, c.to), "m.json");
    REQUIRE_FALSE(read.ok());
    INFO(read.status());
    CHECK(read.status().message().find(c.message) == 0);
  }
}

}  // namespace
}  // namespace yachay::models

#include "mlflow/mlmodel.h"

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "testing/catch.h"

namespace yachay::mlflow {
namespace {

// As MLflow 3 writes it.
std::string Mlmodel(const std::string& columns, const std::string& metadata) {
  return absl::StrCat(R"(flavors:
  python_function: {data: model.ubj, loader_module: mlflow.xgboost}
  xgboost:
    code: null
    data: model.ubj
    model_class: xgboost.sklearn.XGBClassifier
    model_format: ubj
    xgb_version: 3.2.0
mlflow_version: 3.17.2
)",
                      metadata, "signature:\n  inputs: '[", columns, R"(]'
  outputs: null
utc_time_created: '2026-01-02 03:04:05.678'
)");
}

constexpr char kAge[] = R"({"type": "double", "name": "Age", "required": true})";
constexpr char kGender[] = R"({"type": "string", "name": "Gender"})";
constexpr char kNames[] =
    "metadata: {yachay: {target: Level, id: Player, classes: [High, Low], categories: {Gender: [Female, "
    "Male]}}}\n";

std::string Testdata(const std::string& file) {
  std::ifstream in(absl::StrCat(FOREST_TESTDATA, "/", file), std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  REQUIRE(text.str().size() > 100);
  return text.str();
}

TEST_CASE("a signature gives the features in order") {
  const auto manifest =
      ReadMlmodel(Mlmodel(absl::StrCat(kAge, R"(, {"type": "long", "name": "Level"})"), ""));
  REQUIRE(manifest.ok());
  CHECK(manifest->features == std::vector<models::Feature>{{"Age"}, {"Level"}});
  CHECK(manifest->classes.empty());
  CHECK(manifest->model_file == "model.ubj");
  CHECK(manifest->algorithm == "xgboost");
  CHECK(manifest->code_version == "mlflow 3.17.2, xgboost 3.2.0");
  CHECK_FALSE(manifest->golden_rows);
}

TEST_CASE("the metadata name target, id, classes and categories") {
  const auto manifest = ReadMlmodel(Mlmodel(absl::StrCat(kAge, ",", kGender), kNames));
  REQUIRE(manifest.ok());
  CHECK(manifest->target == "Level");
  CHECK(manifest->id == "Player");
  CHECK(manifest->classes == std::vector<std::string>{"High", "Low"});
  CHECK(manifest->features[1] ==
        models::Feature{"Gender", models::FeatureKind::kCategory, {"Female", "Male"}});
}

TEST_CASE("what cannot be served is refused by its field") {
  const auto message = [](const std::string& yaml) {
    return std::string(ReadMlmodel(yaml).status().message());
  };
  CHECK(message(Mlmodel(kGender, "")).find("column 'Gender' is of type 'string'") != std::string::npos);
  CHECK(message(Mlmodel(R"({"type": "double"})", "")).find("a column without a name") != std::string::npos);
  CHECK(message(Mlmodel(R"({"type": "tensor", "tensor-spec": {"shape": [-1, 3]}})", ""))
            .find("without a name") != std::string::npos);
  CHECK(message(Mlmodel("", "")).find("no signature") != std::string::npos);
  CHECK(message(Mlmodel(kAge, "metadata: {yachay: {classes: {a: b}}}\n")).find("MLmodel: ") == 0);
  CHECK(message("flavors: {sklearn: {}}").find("no flavor 'xgboost'") != std::string::npos);
  CHECK(message("flavors: {xgboost: {data: model.ubj}}").find("no signature") != std::string::npos);
  for (const char* broken : {"", "[1", "- a", "flavors: [xgboost]", "a: b: c"})
    CHECK(message(broken).find("MLmodel: ") == 0);
}

TEST_CASE("classes that nobody named have numbers, and columns must be those of the model") {
  models::Manifest manifest;
  manifest.features = {{"a"}, {"b"}, {"c"}, {"d"}, {"e"}, {"f"}};
  const std::string bytes = Testdata("1.5.2-random-forest.json");
  CHECK(FitToModel(bytes, manifest).ok());
  CHECK(manifest.classes == std::vector<std::string>{"0", "1"});
  const std::string named =
      absl::StrReplaceAll(bytes, {{R"("feature_names":[])", R"("feature_names":["a","b","d","c","e","f"])"}});
  const absl::Status status = FitToModel(named, manifest);
  CHECK(absl::IsFailedPrecondition(status));
  CHECK(std::string(status.message()).find("column 2 of the signature is 'c', of model.ubj 'd'") !=
        std::string::npos);
  CHECK_FALSE(FitToModel("", manifest).ok());
}

TEST_CASE("what is written for Python is read back") {
  models::Manifest manifest;
  manifest.features = {{"Age"}, {"Level"}};
  const auto read = ReadMlmodel(WriteMlmodel(manifest, "run"));
  REQUIRE(read.ok());
  CHECK(read->features == manifest.features);
  CHECK(read->model_file == manifest.model_file);
  manifest.preparation.resize(2);
  CHECK(WriteMlmodel(manifest, "run").empty());
}

}  // namespace
}  // namespace yachay::mlflow

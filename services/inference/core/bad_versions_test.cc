// What can be wrong in a version's folder: each kind is refused as the service would, by the file and the
// field.
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "core/loaded_model.h"
#include "fixture/model_fixture.h"
#include "scoring/dense_model.h"
#include "testing/catch.h"

namespace yachay::inference {
namespace {

struct Bad {
  std::string name;
  std::string file;
  std::string from, to;  // the first place is replaced; an empty `from`: the whole file
  std::string message;   // what the refusal must say
};

// Two numbers and a category of two, through one layer to three classes.
models::Candidate Logistic() {
  models::Candidate candidate;
  models::Manifest& manifest = candidate.manifest;
  manifest.name = "m";
  manifest.algorithm = "logistic";
  manifest.classes = {"High", "Low", "Medium"};
  manifest.features = {{"Age"}, {"Level"}, {"Gender", models::FeatureKind::kCategory, {"Female", "Male"}}};
  manifest.preparation = {{0, 20, 20, 0.5F}, {0, 1, 1, 1}, {2, 0, 0, 1}};
  manifest.metrics = {{"accuracy", {0.75, 0.5, 1}}};
  manifest.calibration = {"temperature", 2, {}};
  manifest.model_file = "model.json";
  const scoring::Layer layer{4, 3, {1, 0, -1, 0, 2, 0, 1, 1, 1, 0.25F, 0, 3}, {0.125F, 0, 0}};
  // Scores that no softmax gives: a version that gets as far as this file is refused by it.
  candidate.files = {{"model.json", scoring::LayersToJson({layer})},
                     {"golden.json", models::GoldenToJson({{{20, 1, 0}, {9, 9, 9}}})}};
  return candidate;
}

absl::Status LoadWith(const models::Candidate& good, const Bad& bad) {
  models::FolderRegistry registry = NewRegistry();
  const models::VersionRef ref = Promote(registry, good);
  std::string bytes = *registry.ReadFile(ref, bad.file);
  const size_t at = bytes.find(bad.from);
  INFO(bad.name << ": " << bad.from);
  REQUIRE(at != std::string::npos);
  bytes.replace(at, bad.from.empty() ? std::string::npos : bad.from.size(), bad.to);
  Overwrite(registry, ref, bad.file, bytes);
  return LoadedModel::Load(registry, ref).status();
}

void CheckRefused(const models::Candidate& good, const std::vector<Bad>& table) {
  for (const Bad& bad : table) {
    const absl::Status status = LoadWith(good, bad);
    const std::string message(status.message());
    INFO(bad.name << ": " << status);
    CHECK((absl::IsInvalidArgument(status) || absl::IsFailedPrecondition(status) ||
           absl::IsUnimplemented(status) || absl::IsDataLoss(status)));
    CHECK(message.find(absl::StrCat("/versions/1/", bad.file)) != std::string::npos);
    CHECK(message.find(bad.message) != std::string::npos);
  }
}

TEST_CASE("a sound version is stopped by nothing but its golden rows") {
  const absl::Status status = LoadWith(Logistic(), {"", "model.json", "yachay", "yachay", ""});
  CHECK(std::string(status.message()).find("golden row 0 score 0") != std::string::npos);
}

TEST_CASE("layers: what is wrong in the file is refused by field") {
  const std::string file = "model.json";
  const std::string one = R"({"inputs":4,"outputs":3,"weights":[0,0,0,0,0,0,0,0,0,0,0,0],"bias":[0,0,0]})";
  CheckRefused(
      Logistic(),
      {{"empty", file, "", "", "expected a JSON object"},
       {"spaces", file, "", "  \n", "expected a JSON object"},
       {"torn", file, "\"bias\":[", "", "expected a JSON object"},
       {"a list", file, "", "[1,2]", "expected a JSON object"},
       {"an XGBoost model", file, "", R"({"learner":{},"version":[1,7,4]})", "field 'format'"},
       {"a page of a proxy", file, "", "<html>404</html>", "expected a JSON object"},
       {"a Git LFS pointer", file, "", "version https://git-lfs.github.com/spec/v1\n",
        "expected a JSON object"},
       {"bytes that are no UTF-8", file, "yachay", "\xff\xfe", "expected a JSON object"},
       {"another format", file, "dense-1", "dense-9", "field 'format': expected 'yachay-dense-1'"},
       {"no layers", file, "\"layers\"", "\"lines\"", "field 'layers': expected a list of 1 to 16"},
       {"an empty list of layers", file, "", R"({"format":"yachay-dense-1","layers":[]})", "field 'layers'"},
       {"a layer that is a number", file, "[{", "[7,{", "layers[0]: field 'inputs'"},
       {"no inputs", file, "\"inputs\":4", "\"inputs\":0", "layers[0]: field 'inputs'"},
       {"a negative size", file, "\"inputs\":4", "\"inputs\":-4", "layers[0]: field 'inputs'"},
       {"a fractional size", file, "\"outputs\":3", "\"outputs\":3.5", "layers[0]: field 'outputs'"},
       {"a size that would claim memory", file, "\"outputs\":3", "\"outputs\":4000000000", "from 1 to 4096"},
       {"a weight too few", file, "-1.0,", "", "layers[0]: field 'weights': expected 12 finite numbers"},
       {"a weight too many", file, "-1.0,", "-1.0,5,", "layers[0]: field 'weights'"},
       {"a weight that is null", file, "-1.0", "null", "layers[0]: field 'weights'"},
       {"a weight that is a text", file, "-1.0", "\"-1\"", "layers[0]: field 'weights'"},
       {"a weight beyond float", file, "-1.0", "1e300", "layers[0]: field 'weights'"},
       {"weights that are a number", file, "\"weights\":[", "\"weights\":1,\"w\":[", "field 'weights'"},
       {"no bias", file, "\"bias\"", "\"base\"", "layers[0]: field 'bias': expected 3 finite numbers"},
       {"a bias too many", file, "0.125", "0.125,1", "layers[0]: field 'bias'"},
       {"layers that do not meet", file, "[{", absl::StrCat("[", one, ",{"), "layers[1]: takes 4 inputs"},
       {"another width than prepared", file, "",
        R"({"format":"yachay-dense-1","layers":[{"inputs":1,"outputs":2,"weights":[0,0],"bias":[0,0]}]})",
        "takes 1"}});
}

TEST_CASE("manifests: what is wrong is refused by field") {
  const std::string file = "manifest.json";
  CheckRefused(
      Logistic(),
      {{"empty", file, "", "", "not JSON"},
       {"torn", file, "\"metrics\"", "", "not JSON"},
       {"a list", file, "", "[]", "no field 'format'"},
       {"a format of the future", file, "\"format\": 1", "\"format\": 2", "field 'format' is 2"},
       {"no name", file, "\"name\": \"m\"", "\"nom\": \"m\"", "no field 'name'"},
       {"the version as a text", file, "\"version\": 1", "\"version\": \"1\"", "field 'version'"},
       {"classes that are a text", file, "\"classes\": [", "\"classes\": \"High\", \"c\": [",
        "field 'classes'"},
       {"classes that are numbers", file, "\"High\"", "1", "field 'classes'"},
       {"no features", file, "\"features\"", "\"columns\"", "no field 'features'"},
       {"a feature of a kind unknown", file, "\"kind\": \"number\"", "\"kind\": \"date\"",
        "'kind' is 'date'"},
       {"a category without categories", file, "\"categories\"", "\"codes\"", "no field 'categories'"},
       {"a feature renamed", file, "\"Age\"", "\"age\"", "field 'schema_hash' is"},
       {"categories in another order", file, "\"Female\"", "\"Other\"", "field 'schema_hash' is"},
       {"a schema hash of another", file, "\"schema_hash\": \"", "\"schema_hash\": \"0",
        "the features hash to"},
       {"no schema hash", file, "\"schema_hash\"", "\"hash\"", "no field 'schema_hash'"},
       {"a figure without its interval", file, "\"low\"", "\"lower\"", "metrics.accuracy: no field 'low'"},
       {"a seed that is a text", file, "\"seed\": 0", "\"seed\": \"x\"", "field 'seed'"},
       {"preparation without scale", file, "\"scale\"", "\"factor\"", "preparation[0]: no field 'scale'"},
       {"a calibration without temperature", file, "\"temperature\": ", "\"t\": ", "no field 'temperature'"},
       {"golden rows as a text", file, "\"seed\"", "\"golden_rows\": \"yes\", \"seed\"", "'golden_rows'"}});
}

TEST_CASE("manifests that read well and do not fit their model are refused") {
  const std::string file = "manifest.json";
  const models::Candidate good = Logistic();
  const auto refused = [&](const std::string& from, const std::string& to, const std::string& message) {
    const absl::Status status = LoadWith(good, {"", file, from, to, ""});
    INFO(from << " → " << to << ": " << status);
    CHECK_FALSE(status.ok());
    CHECK(std::string(status.message()).find(message) != std::string::npos);
  };
  refused("\"name\": \"m\"", "\"name\": \"other\"", "manifest.json: says it is other:1");
  refused("\"version\": 1", "\"version\": 2", "manifest.json: says it is m:2");
  refused("\"High\",", "", "scores 3 classes, manifest.json names 2");
  refused("\"logistic\"", "\"gradient-boosting\"", "model.json");  // layers read as trees
  refused("\"one_hot\": 2", "\"one_hot\": 3", "preparation of 'Gender': one_hot is 3");
  refused("\"temperature\": 2.0", "\"temperature\": 0.0", "temperature is 0, expected 0.01 to 100");
  refused("\"method\": \"temperature\"", "\"method\": \"platt\", \"curves\": []", "method 'platt'");
  refused("\"model.json\"", "\"weights.bin\"", "weights.bin");
  refused("\"model.json\"", "\"../../../secret\"", "secret");
}

TEST_CASE("golden rows: what is wrong is refused by row") {
  const std::string file = "golden.json";
  CheckRefused(Logistic(),
               {{"empty", file, "", "", "expected an object with a list 'rows'"},
                {"torn", file, "\"scores\"", "", "expected an object with a list 'rows'"},
                {"no rows", file, "", R"({"rows":[]})", "expected an object with a list 'rows'"},
                {"a score that is no hex", file, "41100000", "4110000g", "row 0: expected features"},
                {"a score as a number", file, "\"41100000\"", "9.0", "row 0: expected features"},
                {"a score too few", file, "\"41100000\",", "", "golden row 0 has 3 features and 2"}});
}

TEST_CASE("UBJSON of trees: torn, foreign and changed files are refused by path") {
  const models::Candidate good = XgboostModel(3, 3, 5).Candidate("m");
  const std::string file = "model.ubj";
  const std::string bytes = good.files.at(file);
  const std::string whole = "model file is not whole";
  std::vector<Bad> table = {
      {"empty", file, "", "", "model file is empty"},
      {"a picture", file, "", "\x89PNG\r\n\x1a\n", whole},
      {"a gzip", file, "", "\x1f\x8b\x08", whole},
      {"a pickle", file, "", "\x80\x04\x95", whole},
      {"a Git LFS pointer", file, "", "version https://git-lfs.github.com/spec/v1\n", whole},
      {"a layer file", file, "", scoring::LayersToJson({{1, 1, {1}, {1}}}), "no field 'version'"},
      {"a leaf field renamed", file, "left_children", "left_kidddds!", "left_children"},
      {"no conditions", file, "split_conditions", "split_conditionz", "split_conditions"},
      {"no feature indices", file, "split_indices", "split_indicez", "split_indices"},
      {"no defaults", file, "default_left", "default_lefx", "default_left"},
      {"no tree_info", file, "tree_info", "tree_infx", "tree_info"},
      {"no trees", file, "trees[", "treez[", "trees"},
      {"no learner", file, "learner", "learnex", "learner"},
      {"no parameters", file, "learner_model_param", "learner_model_parax", "learner_model_param"},
      {"no objective", file, "objective", "objectivx", "objective"},
      {"another objective", file, "multi:softprob", "survival:coxxx", "'survival:coxxx'"},
      {"another booster", file, "gbtree}", "gblina}", "'gblina'"},
      {"no base score", file, "base_score", "base_scorx", "base_score"},
      {"no number of classes", file, "num_class", "num_clasx", "num_class"},
      {"no version", file, "version", "versiox", "version"}};
  for (const size_t part : {1, 2, 3, 4}) {
    table.push_back(
        {absl::StrCat(part, " fifths"), file, "", bytes.substr(0, bytes.size() * part / 5), whole});
  }
  CheckRefused(good, table);
}

}  // namespace
}  // namespace yachay::inference

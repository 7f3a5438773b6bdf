#include "mlflow/mlmodel.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "absl/strings/str_cat.h"
#include "forest/document.h"
#include "forest/forest.h"

namespace yachay::mlflow {
namespace {

using Json = nlohmann::json;

constexpr char kFlavor[] = "xgboost";
constexpr const char* kNumbers[] = {"double", "float", "long", "integer", "boolean"};

absl::Status Invalid(const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat("MLmodel: ", what));
}

// A node below a map; an undefined one when it is absent.
YAML::Node At(const YAML::Node& map, const char* key) {
  return map.IsDefined() && map.IsMap() ? map[key] : YAML::Node(YAML::NodeType::Undefined);
}

// "" when there is no such text. Trap: asking an undefined node for anything else throws.
std::string Text(const YAML::Node& map, const char* key) {
  const YAML::Node value = At(map, key);
  return value.IsDefined() && value.IsScalar() ? value.as<std::string>() : "";
}

absl::StatusOr<models::Feature> ReadColumn(const Json& column, const YAML::Node& categories) {
  const auto text = [&column](const char* key) {
    return column.is_object() && column.contains(key) && column[key].is_string()
               ? column[key].get<std::string>()
               : "";
  };
  models::Feature feature{text("name")};
  if (feature.name.empty()) {
    return Invalid(
        "signature.inputs: a column without a name; log the model with infer_signature of a data frame");
  }
  if (const YAML::Node named = At(categories, feature.name.c_str()); named.IsDefined()) {
    feature.kind = models::FeatureKind::kCategory;
    feature.categories = named.as<std::vector<std::string>>();
    return feature;
  }
  const std::string type = text("type");
  if (std::find(std::begin(kNumbers), std::end(kNumbers), type) != std::end(kNumbers)) return feature;
  return Invalid(
      absl::StrCat("signature.inputs: column '", feature.name, "' is of type '", type,
                   "', expected a number; name a category's values in metadata.yachay.categories"));
}

absl::Status ReadColumns(const YAML::Node& root, const YAML::Node& categories, models::Manifest& manifest) {
  const Json columns = Json::parse(Text(At(root, "signature"), "inputs"), nullptr, false);
  if (!columns.is_array() || columns.empty()) {
    return Invalid("no signature that names the columns; log the model with signature=infer_signature(X)");
  }
  for (const Json& column : columns) {
    auto feature = ReadColumn(column, categories);
    if (!feature.ok()) return feature.status();
    manifest.features.push_back(*std::move(feature));
  }
  return absl::OkStatus();
}

absl::StatusOr<models::Manifest> Read(const YAML::Node& root) {
  const YAML::Node flavor = At(At(root, "flavors"), kFlavor);
  models::Manifest manifest;
  manifest.model_file = Text(flavor, "data");
  if (manifest.model_file.empty()) {
    return absl::UnimplementedError(
        "MLmodel: no flavor 'xgboost'; log the model with mlflow.xgboost.log_model");
  }
  manifest.algorithm = kFlavor;
  manifest.code_version =
      absl::StrCat("mlflow ", Text(root, "mlflow_version"), ", xgboost ", Text(flavor, "xgb_version"));
  manifest.created_at = Text(root, "utc_time_created");
  manifest.golden_rows = false;
  const YAML::Node own = At(At(root, "metadata"), "yachay");
  manifest.target = Text(own, "target");
  manifest.id = Text(own, "id");
  if (const YAML::Node classes = At(own, "classes"); classes.IsDefined()) {
    manifest.classes = classes.as<std::vector<std::string>>();
  }
  if (auto status = ReadColumns(root, At(own, "categories"), manifest); !status.ok()) return status;
  return manifest;
}

// The columns' names in the model file; empty when it names none.
std::vector<std::string> NamesIn(const forest::Value& document) {
  std::vector<std::string> names;
  const auto learner = forest::Field(document, "").Get("learner");
  if (!learner.ok() || !learner->Has("feature_names")) return names;
  const auto field = learner->Get("feature_names");
  const auto items = field.ok() ? field->Items() : field.status();
  if (!items.ok()) return names;
  for (const forest::Field& item : *items) {
    if (const auto name = item.Text(); name.ok()) names.emplace_back(*name);
  }
  return names;
}

}  // namespace

absl::StatusOr<models::Manifest> ReadMlmodel(std::string_view yaml) {
  try {
    const YAML::Node root = YAML::Load(std::string(yaml));
    if (!root.IsMap()) return Invalid("expected a map");
    return Read(root);
  } catch (const YAML::Exception& e) {
    return Invalid(e.what());
  }
}

absl::Status FitToModel(std::string_view model_file, models::Manifest& manifest) {
  const auto forest = forest::Forest::Parse(model_file);
  if (!forest.ok()) return forest.status();
  if (manifest.classes.empty() && forest->num_classes() > 1) {
    for (size_t c = 0; c < forest->num_classes(); ++c) manifest.classes.push_back(std::to_string(c));
  }
  const auto document = forest::ReadDocument(model_file);
  if (!document.ok()) return document.status();
  const std::vector<std::string> names = NamesIn(*document);
  for (size_t i = 0; i < std::min(names.size(), manifest.features.size()); ++i) {
    if (names[i] == manifest.features[i].name) continue;
    return absl::FailedPreconditionError(
        absl::StrCat("MLmodel: column ", i, " of the signature is '", manifest.features[i].name, "', of ",
                     manifest.model_file, " '", names[i], "'; log the model with the signature of its data"));
  }
  return absl::OkStatus();
}

std::string WriteMlmodel(const models::Manifest& manifest, std::string_view run_id) {
  if (!manifest.preparation.empty()) return "";
  Json columns = Json::array();
  for (const models::Feature& feature : manifest.features) {
    columns.push_back({{"type", "double"}, {"name", feature.name}, {"required", false}});
  }
  const bool ubj = manifest.model_file.ends_with(".ubj");
  const Json json = {
      {"artifact_path", "model"},
      {"run_id", run_id},
      {"utc_time_created", manifest.created_at},
      {"flavors",
       {{kFlavor,
         {{"data", manifest.model_file},
          {"model_class", "xgboost.core.Booster"},
          {"model_format", ubj ? "ubj" : "json"}}},
        {"python_function", {{"data", manifest.model_file}, {"loader_module", "mlflow.xgboost"}}}}},
      {"signature", {{"inputs", columns.dump()}, {"outputs", nullptr}, {"params", nullptr}}}};
  return json.dump(2) + "\n";  // JSON is YAML too
}

}  // namespace yachay::mlflow

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "features/expression_parser.h"
#include "features/fingerprint.h"
#include "features/fold.h"
#include "features/view.h"
#include "features/yaml_reader.h"

namespace yachay::features {
namespace {

constexpr std::int64_t kMaxAgeDays = 36'500;
constexpr std::int64_t kMaxVersion = 1'000'000;
constexpr std::size_t kMaxText = 1 << 20;

std::string FoldedNames(const std::string& view) {
  std::vector<std::string> names;
  for (const Builtin& b : Builtins()) {
    if (view == b.view) names.push_back(b.name);
  }
  return names.empty() ? absl::StrCat("none in the view ", view) : absl::StrJoin(names, ", ");
}

const Builtin* ReadBuiltin(const YAML::Node& node, const std::string& view, const std::string& name) {
  CheckKeys(node, "a feature folded by code", {"name", "type", "description", "fold"});
  const std::string fold = Text(node, "fold");
  if (fold != "builtin")
    Refuse(node["fold"], absl::StrCat("unknown fold \"", fold, "\"; allowed is builtin"));
  const Builtin* builtin = FindBuiltin(view, name);
  if (builtin == nullptr) {
    Refuse(node["name"],
           absl::StrCat("nothing folds \"", view, ":", name, "\"; folded are: ", FoldedNames(view)));
  }
  return builtin;
}

// Appends what can change a value to `definition`.
Feature ReadFeature(const YAML::Node& node, const std::string& view, std::string& definition) {
  CheckKeys(node, "a feature",
            {"name", "type", "description", "fold", "aggregate", "event", "field", "where", "window",
             "divide_by", "half_life_days", "numerator", "denominator"});
  Feature feature{Text(node, "name"), Text(node, "description"), {}, {}};
  const std::string type = Text(node, "type");
  if (!node["fold"] && !node["aggregate"])
    Refuse(node, "expected \"aggregate\", or \"fold: builtin\" for what is folded by code");
  std::string parsed;
  if (node["fold"]) {
    const Builtin* builtin = ReadBuiltin(node, view, feature.name);
    feature.type = builtin->type;
    feature.source = builtin;
  } else {
    ParsedExpression declared = ParseExpression(node);
    feature.type = declared.type;
    feature.source = std::move(declared.expression);
    parsed = std::move(declared.definition);
  }
  const char* expected = FeatureTypeName(feature.type);
  if (type != expected)
    Refuse(node["type"],
           absl::StrCat("\"", feature.name, "\" is folded as ", expected, ", found \"", type, "\""));
  absl::StrAppend(&definition, feature.name, " ", expected, "\n", parsed);
  return feature;
}

bool Calibrated(const Feature& feature) {
  const auto* builtin = std::get_if<const Builtin*>(&feature.source);
  return builtin != nullptr && (*builtin)->calibrated;
}

bool Won(const Feature& feature) {
  const auto* builtin = std::get_if<const Builtin*>(&feature.source);
  return builtin != nullptr && (*builtin)->view == RewardsBuiltins().front().view;
}

void ReadFeatures(const YAML::Node& root, View& view, std::string& definition) {
  const YAML::Node features = root["features"];
  if (!features || !features.IsSequence() || features.size() == 0)
    Refuse(features ? features : root, "expected a list of at least one feature for \"features\"");
  for (const YAML::Node& node : features) {
    Feature feature = ReadFeature(node, view.name, definition);
    for (const Feature& before : view.features) {
      if (before.name == feature.name)
        Refuse(node, absl::StrCat("the feature \"", feature.name, "\" is there twice"));
    }
    view.features.push_back(std::move(feature));
  }
}

void CheckEntity(const YAML::Node& root) {
  if (root["entity"] && Text(root, "entity") != "learner")
    Refuse(root["entity"], "unknown entity; allowed is learner, to whom every event belongs");
}

View ReadView(const YAML::Node& root, std::string_view calibration_version,
              std::string_view rewards_version) {
  CheckKeys(root, "a feature view",
            {"name", "description", "owner", "version", "entity", "max_age_days", "features"});
  CheckEntity(root);
  View view{
      .name = Text(root, "name"), .description = Text(root, "description"), .owner = Text(root, "owner")};
  if (view.name.find(':') != std::string::npos) Refuse(root["name"], "a view's name has no colon");
  view.version = Whole(root, "version", 1, kMaxVersion, 1);
  view.max_age_ms = Whole(root, "max_age_days", 1, kMaxAgeDays, 0) * kDayMs;
  std::string definition =
      absl::StrCat(kFoldVersion, "\n", view.name, "\n", view.version, "\n", view.max_age_ms, "\n");
  ReadFeatures(root, view, definition);
  if (std::any_of(view.features.begin(), view.features.end(), Calibrated))
    definition.append(calibration_version);
  if (std::any_of(view.features.begin(), view.features.end(), Won)) definition.append(rewards_version);
  view.hash = absl::StrCat(absl::Hex(Fingerprint(definition), absl::kZeroPad16));
  return view;
}

absl::Status At(const ViewSource& source, const YAML::Mark& mark, const std::string& what) {
  return absl::InvalidArgumentError(
      absl::StrCat(source.file, ":", mark.line + 1, ":", mark.column + 1, ": ", what));
}

}  // namespace

absl::StatusOr<View> ParseView(const ViewSource& source, std::string_view calibration_version,
                               std::string_view rewards_version) {
  if (source.text.size() > kMaxText)
    return absl::InvalidArgumentError(absl::StrCat(source.file, ": a view of more than 1 MiB"));
  try {
    return ReadView(YAML::Load(source.text), calibration_version, rewards_version);
  } catch (const Refused& e) {
    return At(source, e.mark, e.what);
  } catch (const YAML::Exception& e) {
    return At(source, e.mark, e.msg);
  }
}

}  // namespace yachay::features

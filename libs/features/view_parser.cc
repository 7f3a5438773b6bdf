#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <initializer_list>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "features/fingerprint.h"
#include "features/fold.h"
#include "features/view.h"

namespace yachay::features {
namespace {

constexpr std::int64_t kMaxAgeDays = 36'500;

// Thrown and caught within this file, as yaml-cpp's own errors are.
struct Refused {
  YAML::Mark mark;
  std::string what;
};

[[noreturn]] void Refuse(const YAML::Node& node, std::string what) {
  throw Refused{node.Mark(), std::move(what)};
}

void CheckKeys(const YAML::Node& map, const char* what, std::initializer_list<const char*> allowed) {
  const std::string keys = absl::StrJoin(allowed, ", ");
  if (!map.IsMap()) Refuse(map, absl::StrCat("expected ", what, " with the keys ", keys));
  std::vector<std::string> seen;
  for (const auto& entry : map) {
    const std::string key = entry.first.Scalar();
    if (std::find(allowed.begin(), allowed.end(), key) == allowed.end()) {
      Refuse(entry.first, absl::StrCat("unknown key \"", key, "\" in ", what, "; allowed are ", keys));
    }
    if (std::find(seen.begin(), seen.end(), key) != seen.end())
      Refuse(entry.first, absl::StrCat("the key \"", key, "\" is there twice"));
    seen.push_back(key);
  }
}

std::string Text(const YAML::Node& map, const char* key) {
  const YAML::Node node = map[key];
  if (!node) Refuse(map, absl::StrCat("missing key \"", key, "\""));
  if (!node.IsScalar() || node.Scalar().empty())
    Refuse(node, absl::StrCat("expected a text for \"", key, "\""));
  return node.Scalar();
}

std::int64_t MaxAgeMs(const YAML::Node& map) {
  const YAML::Node node = map["max_age_days"];
  if (!node) return 0;
  std::int64_t days = 0;
  if (!node.IsScalar() || !YAML::convert<std::int64_t>::decode(node, days) || days < 1 ||
      days > kMaxAgeDays) {
    Refuse(node, absl::StrCat("expected 1 to ", kMaxAgeDays, " whole days for \"max_age_days\""));
  }
  return days * kDayMs;
}

std::string FoldedNames(const std::string& view) {
  std::vector<std::string> names;
  for (const Builtin& b : Builtins()) {
    if (view == b.view) names.push_back(b.name);
  }
  return names.empty() ? absl::StrCat("none in the view ", view) : absl::StrJoin(names, ", ");
}

Feature ReadFeature(const YAML::Node& node, const std::string& view) {
  CheckKeys(node, "a feature", {"name", "type", "description", "fold"});
  Feature feature{Text(node, "name"), Text(node, "description"), nullptr};
  const std::string type = Text(node, "type"), fold = Text(node, "fold");
  if (fold != "builtin")
    Refuse(node["fold"], absl::StrCat("unknown fold \"", fold, "\"; allowed is builtin"));
  feature.builtin = FindBuiltin(view, feature.name);
  if (feature.builtin == nullptr) {
    Refuse(node["name"],
           absl::StrCat("nothing folds \"", view, ":", feature.name, "\"; folded are: ", FoldedNames(view)));
  }
  const char* expected = FeatureTypeName(feature.builtin->type);
  if (type != expected)
    Refuse(node["type"],
           absl::StrCat("\"", feature.name, "\" is folded as ", expected, ", found \"", type, "\""));
  return feature;
}

std::string Hash(const View& view, std::string_view calibration_version) {
  std::string definition = absl::StrCat(kFoldVersion, "\n", view.name, "\n", view.max_age_ms, "\n");
  bool calibrated = false;
  for (const Feature& f : view.features) {
    absl::StrAppend(&definition, f.name, " ", FeatureTypeName(f.builtin->type), "\n");
    calibrated |= f.builtin->calibrated;
  }
  if (calibrated) definition.append(calibration_version);
  return absl::StrCat(absl::Hex(Fingerprint(definition), absl::kZeroPad16));
}

View ReadView(const YAML::Node& root) {
  CheckKeys(root, "a feature view", {"name", "description", "owner", "max_age_days", "features"});
  View view{Text(root, "name"), Text(root, "description"), Text(root, "owner"), MaxAgeMs(root), {}, {}};
  const YAML::Node features = root["features"];
  if (!features || !features.IsSequence() || features.size() == 0) {
    Refuse(features ? features : root, "expected a list of at least one feature for \"features\"");
  }
  for (const YAML::Node& node : features) {
    Feature feature = ReadFeature(node, view.name);
    for (const Feature& before : view.features) {
      if (before.name == feature.name)
        Refuse(node, absl::StrCat("the feature \"", feature.name, "\" is there twice"));
    }
    view.features.push_back(std::move(feature));
  }
  return view;
}

absl::Status At(const ViewSource& source, const YAML::Mark& mark, const std::string& what) {
  return absl::InvalidArgumentError(
      absl::StrCat(source.file, ":", mark.line + 1, ":", mark.column + 1, ": ", what));
}

}  // namespace

absl::StatusOr<View> ParseView(const ViewSource& source, std::string_view calibration_version) {
  try {
    View view = ReadView(YAML::Load(source.text));
    view.hash = Hash(view, calibration_version);
    return view;
  } catch (const Refused& e) {
    return At(source, e.mark, e.what);
  } catch (const YAML::Exception& e) {
    return At(source, e.mark, e.msg);
  }
}

}  // namespace yachay::features

#include "core/feature_services.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"

namespace yachay::feature_store {
namespace {

constexpr std::array<const char*, 4> kKeys = {"name", "owner", "description", "features"};

// Thrown and caught within this file, as yaml-cpp's own errors are.
struct Refused {
  YAML::Mark mark;
  std::string what;
};

[[noreturn]] void Refuse(const YAML::Node& node, std::string what) {
  throw Refused{node.Mark(), std::move(what)};
}

void CheckKeys(const YAML::Node& root) {
  constexpr char kAllowed[] = "allowed are name, owner, description, features";
  if (!root.IsMap()) Refuse(root, absl::StrCat("expected a feature service; ", kAllowed));
  for (const auto& entry : root) {
    if (std::find(kKeys.begin(), kKeys.end(), entry.first.Scalar()) == kKeys.end())
      Refuse(entry.first, absl::StrCat("unknown key \"", entry.first.Scalar(), "\"; ", kAllowed));
  }
  for (const char* key : kKeys) {
    if (!root[key]) Refuse(root, absl::StrCat("missing key \"", key, "\""));
  }
}

std::string Text(const YAML::Node& root, const char* key) {
  const YAML::Node node = root[key];
  if (!node.IsScalar() || node.Scalar().empty())
    Refuse(node, absl::StrCat("expected a text for \"", key, "\""));
  return node.Scalar();
}

FeatureService Read(const YAML::Node& root, const features::ViewSet& views) {
  CheckKeys(root);
  FeatureService service{Text(root, "name"), Text(root, "owner"), Text(root, "description"), {}};
  const YAML::Node list = root["features"];
  if (!list.IsSequence() || list.size() == 0)
    Refuse(list, "expected a list of \"view:feature\" or \"view:*\"");
  for (const YAML::Node& node : list) {
    if (!node.IsScalar()) Refuse(node, "expected \"view:feature\" or \"view:*\"");
    if (const auto refs = views.Resolve({node.Scalar()}); !refs.ok())
      Refuse(node, std::string(refs.status().message()));
    service.features.push_back(node.Scalar());
  }
  return service;
}

absl::StatusOr<FeatureService> Parse(const features::ViewSource& source, const features::ViewSet& views) {
  const auto at = [&](const YAML::Mark& mark, const std::string& what) {
    return absl::InvalidArgumentError(
        absl::StrCat(source.file, ":", mark.line + 1, ":", mark.column + 1, ": ", what));
  };
  try {
    return Read(YAML::Load(source.text), views);
  } catch (const Refused& e) {
    return at(e.mark, e.what);
  } catch (const YAML::Exception& e) {
    return at(e.mark, e.msg);
  }
}

}  // namespace

absl::StatusOr<FeatureServices> ParseFeatureServices(absl::Span<const features::ViewSource> sources,
                                                     const features::ViewSet& views) {
  FeatureServices services;
  for (const features::ViewSource& source : sources) {
    auto service = Parse(source, views);
    if (!service.ok()) return service.status();
    const std::string name = service->name;
    if (!services.emplace(name, *std::move(service)).second)
      return absl::InvalidArgumentError(
          absl::StrCat(source.file, ": there are two feature services of the name ", name));
  }
  return services;
}

FeatureServices DefaultServicesOf(const features::ViewSet& views) {
  FeatureServices services;
  for (const features::ViewSource& source : DefaultFeatureServices()) {
    if (auto one = ParseFeatureServices({source}, views); one.ok()) services.merge(*one);
  }
  return services;
}

}  // namespace yachay::feature_store

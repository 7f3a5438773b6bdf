#include "yaml/reader.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace yachay::yaml {

void Refuse(const YAML::Node& node, std::string what) { throw Refused{node.Mark(), std::move(what)}; }

void CheckKeys(const YAML::Node& map, const char* what, std::initializer_list<const char*> allowed) {
  const std::string keys = absl::StrJoin(allowed, ", ");
  if (!map.IsMap()) Refuse(map, absl::StrCat("expected ", what, " with the keys ", keys));
  std::vector<std::string> seen;
  for (const auto& entry : map) {
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
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

std::int64_t Whole(const YAML::Node& map, const char* key, std::int64_t min, std::int64_t max,
                   std::int64_t absent) {
  const YAML::Node node = map[key];
  if (!node) return absent;
  std::int64_t value = 0;
  if (!node.IsScalar() || !YAML::convert<std::int64_t>::decode(node, value) || value < min || value > max) {
    Refuse(node, absl::StrCat("expected a whole number from ", min, " to ", max, " for \"", key, "\""));
  }
  return value;
}

double Positive(const YAML::Node& map, const char* key, double absent) {
  const YAML::Node node = map[key];
  if (!node) return absent;
  double value = 0;
  if (!node.IsScalar() || !YAML::convert<double>::decode(node, value) || !std::isfinite(value) || value <= 0)
    Refuse(node, absl::StrCat("expected a number above 0 for \"", key, "\""));
  return value;
}

}  // namespace yachay::yaml

#include <yaml-cpp/yaml.h>

#include <cmath>
#include <fstream>
#include <set>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "core/quotas.h"

namespace yachay::ingestion {
namespace {

constexpr double kMost = 1e9;

// Thrown and caught within this file, as yaml-cpp's own errors are.
struct Refused {
  YAML::Mark mark;
  std::string what;
};

[[noreturn]] void Refuse(const YAML::Node& node, std::string what) {
  throw Refused{node.Mark(), std::move(what)};
}

// Calls `read(key, value)` for every entry; a key twice is refused.
template <typename Read>
void EachEntry(const YAML::Node& map, const std::string& expected, Read read) {
  if (!map.IsMap()) Refuse(map, "expected " + expected);
  std::set<std::string> seen;
  for (const auto& entry : map) {
    if (!entry.first.IsScalar()) Refuse(entry.first, "expected a name as the key");
    const std::string key = entry.first.Scalar();
    if (!seen.insert(key).second) Refuse(entry.first, absl::StrCat("the key \"", key, "\" is there twice"));
    read(key, entry.first, entry.second);
  }
}

double Number(const YAML::Node& node, const std::string& key) {
  double value = 0;
  if (!node.IsScalar() || !YAML::convert<double>::decode(node, value) || !(value > 0 && value <= kMost)) {
    Refuse(node, absl::StrCat("expected a number above 0 and at most 1e9 for \"", key, "\""));
  }
  return value;
}

Quota ReadQuota(const YAML::Node& node) {
  constexpr char kExpected[] = "a quota with the keys events_per_second, burst";
  Quota quota;
  EachEntry(node, kExpected, [&](const std::string& key, const YAML::Node& name, const YAML::Node& value) {
    if (key == "events_per_second") {
      quota.events_per_second = Number(value, key);
    } else if (key == "burst") {
      quota.burst = Number(value, key);
      if (quota.burst < 1) Refuse(value, "expected at least 1 for \"burst\"");
    } else {
      Refuse(name, absl::StrCat("unknown key \"", key, "\" in ", kExpected));
    }
  });
  if (quota.events_per_second == 0) Refuse(node, "missing key \"events_per_second\"");
  if (quota.burst == 0) Refuse(node, "missing key \"burst\"");
  return quota;
}

QuotaTable ReadTable(const YAML::Node& root) {
  constexpr char kExpected[] = "a file with the keys games, default";
  QuotaTable table;
  EachEntry(root, kExpected, [&](const std::string& key, const YAML::Node& name, const YAML::Node& value) {
    if (key == "default") {
      table.fallback = ReadQuota(value);
    } else if (key == "games") {
      EachEntry(value, "games by their game_id",
                [&](const std::string& game, const YAML::Node&, const YAML::Node& quota) {
                  table.games[game] = ReadQuota(quota);
                });
    } else {
      Refuse(name, absl::StrCat("unknown key \"", key, "\" in ", kExpected));
    }
  });
  return table;
}

}  // namespace

absl::StatusOr<QuotaTable> ParseQuotas(const std::string& yaml, const std::string& file) {
  const auto at = [&](const YAML::Mark& mark, const std::string& what) {
    return absl::InvalidArgumentError(absl::StrCat(file, ":", mark.line + 1, ": ", what));
  };
  try {
    return ReadTable(YAML::Load(yaml));
  } catch (const Refused& refused) {
    return at(refused.mark, refused.what);
  } catch (const YAML::Exception& error) {
    return at(error.mark, error.msg);
  }
}

absl::StatusOr<QuotaTable> ReadQuotas(const std::string& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) return absl::NotFoundError(absl::StrCat(path, ": cannot be read; --quotas names a YAML file"));
  return ParseQuotas(text.str(), path);
}

}  // namespace yachay::ingestion

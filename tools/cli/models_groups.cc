#include "cli/models_groups.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace yachay::cli {
namespace {

const std::vector<std::string> kUsual = {"Gender", "Location"};

}  // namespace

absl::StatusOr<std::vector<size_t>> GroupFeatures(const models::Manifest& model,
                                                  const std::vector<std::string>& columns) {
  std::map<std::string, size_t> there;
  for (size_t f = 0; f < model.features.size(); ++f) {
    if (model.features[f].kind == models::FeatureKind::kCategory) there[model.features[f].name] = f;
  }
  std::vector<size_t> features;
  std::vector<std::string> wrong;
  for (const std::string& column : columns.empty() ? kUsual : columns) {
    const auto found = there.find(column);
    if (found == there.end()) {
      wrong.push_back(column);
    } else if (std::find(features.begin(), features.end(), found->second) == features.end()) {
      features.push_back(found->second);
    }
  }
  if (columns.empty() || wrong.empty()) return features;
  std::vector<std::string> names;
  for (const auto& [name, at] : there) names.push_back(name);
  return absl::InvalidArgumentError(absl::StrCat(
      "--groups ", absl::StrJoin(wrong, ","), ": expected features of ", model.name, ":", model.version,
      " with categories: ", names.empty() ? "it has none" : absl::StrJoin(names, ", ")));
}

}  // namespace yachay::cli

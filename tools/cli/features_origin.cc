#include "cli/features_origin.h"

#include <map>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "cli/features_rows.h"

namespace yachay::cli {
namespace {

using nlohmann::ordered_json;

std::string PathOf(const std::string& file) { return file + ".views.json"; }

}  // namespace

std::vector<models::FeatureView> ViewsOf(const std::vector<features::FeatureRef>& refs) {
  std::map<std::string, models::FeatureView> views;
  for (const auto& ref : refs) views[ref.view->name] = {ref.view->name, ref.view->version, ref.view->hash};
  std::vector<models::FeatureView> list;
  for (auto& [name, view] : views) list.push_back(std::move(view));
  return list;
}

absl::Status WriteOrigin(const std::string& file, const std::string& bytes,
                         const std::vector<models::FeatureView>& views) {
  const ordered_json document = {{"rows", absl::StrCat("sha256:", models::Sha256(bytes))},
                                 {"views", ordered_json::parse(models::ViewsToJson(views))}};
  return WriteWhole(PathOf(file), document.dump(2) + "\n");
}

absl::StatusOr<std::vector<models::FeatureView>> ReadOrigin(const std::string& file,
                                                            const std::string& fingerprint) {
  const std::string path = PathOf(file);
  const auto text = ReadWhole(path);
  if (!text.ok()) return text.status();
  const auto document = ordered_json::parse(*text, nullptr, false);
  if (!document.is_object() || !document.contains("rows") || !document.contains("views"))
    return absl::InvalidArgumentError(absl::StrCat(path, ": expected an object with rows and views"));
  if (document["rows"] != fingerprint)
    return absl::FailedPreconditionError(
        absl::StrCat(path, " tells of other rows than those of ", file, ": export them again, or remove it"));
  return models::ViewsFromJson(document["views"].dump(), path);
}

}  // namespace yachay::cli

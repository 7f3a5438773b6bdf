#include "core/other_views.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace yachay::inference {

std::string OtherViews(const models::Manifest& manifest, const ViewHashes& served) {
  std::vector<std::string> differences;
  for (const models::FeatureView& view : manifest.views) {
    const auto found = served.find(view.name);
    if (found != served.end() && found->second == view.hash) continue;
    differences.push_back(absl::StrCat("view \"", view.name, "\": trained on ", view.hash, " (version ",
                                       view.version, "), served ",
                                       found == served.end() ? "by another view" : found->second));
  }
  return absl::StrJoin(differences, "; ");
}

}  // namespace yachay::inference

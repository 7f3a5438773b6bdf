#include "models/other_views.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace yachay::models {

std::string OtherViews(const Manifest& manifest, const ViewHashes& here) {
  std::vector<std::string> differences;
  for (const FeatureView& view : manifest.views) {
    const auto found = here.find(view.name);
    if (found != here.end() && found->second == view.hash) continue;
    differences.push_back(
        absl::StrCat("view \"", view.name, "\": trained on ", view.hash, " (version ", view.version,
                     "), here ", found == here.end() ? "another view gives the features" : found->second));
  }
  return absl::StrJoin(differences, "; ");
}

std::string OtherViews(const Manifest& manifest, const std::vector<FeatureView>& here) {
  ViewHashes hashes;
  for (const FeatureView& view : here) hashes[view.name] = view.hash;
  return OtherViews(manifest, hashes);
}

}  // namespace yachay::models

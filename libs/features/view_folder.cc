#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "features/view.h"

namespace yachay::features {

absl::StatusOr<std::vector<ViewSource>> ReadViewFolder(const std::string& folder) {
  std::error_code error;
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
  }
  if (error)
    return absl::NotFoundError(
        absl::StrCat("cannot read the folder of feature views ", folder, ": ", error.message()));
  if (files.empty())
    return absl::NotFoundError(absl::StrCat("no feature view (*.yaml) in the folder ", folder));
  std::sort(files.begin(), files.end());

  std::vector<ViewSource> sources;
  for (const std::string& file : files) {
    std::ostringstream text;
    const std::ifstream in(file);
    if (!in || !(text << in.rdbuf()))
      return absl::NotFoundError(absl::StrCat("cannot read the feature view ", file));
    sources.push_back({file, text.str()});
  }
  return sources;
}

absl::StatusOr<ViewSet> ParseViews(absl::Span<const ViewSource> sources,
                                   std::string_view calibration_version) {
  std::vector<View> views;
  for (const ViewSource& source : sources) {
    auto view = ParseView(source, calibration_version);
    if (!view.ok()) return view.status();
    views.push_back(*std::move(view));
  }
  return ViewSet::Create(std::move(views));
}

}  // namespace yachay::features

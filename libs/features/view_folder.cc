#include "features/view.h"

namespace yachay::features {

absl::StatusOr<std::vector<ViewSource>> ReadViewFolder(const std::string& folder) {
  return yaml::ReadFolder(folder, "feature view");
}

absl::StatusOr<ViewSet> ParseViews(absl::Span<const ViewSource> sources, std::string_view calibration_version,
                                   std::string_view rewards_version) {
  std::vector<View> views;
  for (const ViewSource& source : sources) {
    auto view = ParseView(source, calibration_version, rewards_version);
    if (!view.ok()) return view.status();
    views.push_back(*std::move(view));
  }
  return ViewSet::Create(std::move(views));
}

}  // namespace yachay::features

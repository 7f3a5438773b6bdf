#include "features/test_views.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "features/engagement.h"

namespace yachay::features {

std::string ChangedEngagementViews(const std::string& folder) {
  constexpr char kOneWeek[] = "window: 7d";
  std::string text = EngagementSource().text;
  const size_t feature = text.find("name: SessionsPerWeek");
  const size_t window = text.find(kOneWeek, feature);
  if (feature == std::string::npos || window == std::string::npos) std::abort();
  text.replace(window, sizeof(kOneWeek) - 1, "window: 28d");
  std::filesystem::create_directories(folder);
  if (!(std::ofstream(folder + "/engagement.yaml") << text).flush()) std::abort();
  return folder;
}

}  // namespace yachay::features

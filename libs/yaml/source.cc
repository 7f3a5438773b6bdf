#include "yaml/source.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"

namespace yachay::yaml {

absl::StatusOr<std::vector<Source>> ReadFolder(const std::string& folder, const char* what) {
  std::error_code error;
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
  }
  if (error)
    return absl::NotFoundError(
        absl::StrCat("cannot read the folder of ", what, "s ", folder, ": ", error.message()));
  if (files.empty())
    return absl::NotFoundError(absl::StrCat("no ", what, " (*.yaml) in the folder ", folder));
  std::sort(files.begin(), files.end());

  std::vector<Source> sources;
  for (const std::string& file : files) {
    std::ostringstream text;
    const std::ifstream in(file);
    if (!in || !(text << in.rdbuf()))
      return absl::NotFoundError(absl::StrCat("cannot read the ", what, " ", file));
    sources.push_back({file, text.str()});
  }
  return sources;
}

}  // namespace yachay::yaml

#include "kafka/shared_properties.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace yachay::kafka {

absl::StatusOr<std::map<std::string, std::string>> SharedProperties() {
  std::map<std::string, std::string> properties;
  const char* path = std::getenv(kPropertiesFile);
  if (path == nullptr || *path == '\0') return properties;
  std::ifstream file(path);
  if (!file) return absl::NotFoundError(absl::StrCat(path, ": cannot be read: ", std::strerror(errno)));
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    absl::StripAsciiWhitespace(&line);
    if (line.empty() || line[0] == '#') continue;
    const size_t equals = line.find('=');
    if (equals == 0 || equals == std::string::npos) {
      return absl::InvalidArgumentError(absl::StrCat(path, ":", number, ": expected NAME=VALUE"));
    }
    std::string name = line.substr(0, equals), value = line.substr(equals + 1);
    absl::StripTrailingAsciiWhitespace(&name);
    absl::StripLeadingAsciiWhitespace(&value);
    properties[name] = value;
  }
  return properties;
}

}  // namespace yachay::kafka

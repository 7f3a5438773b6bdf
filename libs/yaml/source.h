#ifndef YAML_SOURCE_H_
#define YAML_SOURCE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace yachay::yaml {

// Text of a definition file, and the name to call it by in messages.
struct Source {
  std::string file;
  std::string text;
};

// The files *.yaml of a folder, by name. NOT_FOUND: no such folder, or none in it; `what`: "feature view".
absl::StatusOr<std::vector<Source>> ReadFolder(const std::string& folder, const char* what);

}  // namespace yachay::yaml

#endif  // YAML_SOURCE_H_

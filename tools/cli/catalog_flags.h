// The fields of an item as flags: all of them for a new one, those that change for one that is there.
#ifndef CLI_CATALOG_FLAGS_H_
#define CLI_CATALOG_FLAGS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "yachay/catalog/v1/catalog.pb.h"

namespace CLI {
class App;
}

namespace yachay::cli {

struct ItemFlags {
  std::optional<std::string> title;
  std::optional<std::string> language;
  std::optional<std::string> owner;
  std::optional<unsigned> grade_min;
  std::optional<unsigned> grade_max;
  std::optional<unsigned> expected_seconds;
  std::optional<double> difficulty;
  std::vector<std::string> skills;
  std::vector<std::string> prerequisites;
  bool no_prerequisites = false;
  std::vector<std::string> variants;  // as ParseVariant

  void AddTo(CLI::App& app);
  // Changes what was given. INVALID_ARGUMENT: a variant that cannot be read.
  absl::Status Apply(catalog::v1::ContentItem& item) const;
};

}  // namespace yachay::cli

#endif  // CLI_CATALOG_FLAGS_H_

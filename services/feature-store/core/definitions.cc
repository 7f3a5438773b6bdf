#include "core/definitions.h"

#include "core/definition_sources.h"

namespace yachay::feature_store {

absl::StatusOr<Definitions> LoadDefinitions(const std::string& views_folder,
                                            const std::string& calibration_file,
                                            const std::string& services_folder,
                                            const std::string& rewards_folder) {
  const auto sources = ReadDefinitionSources(views_folder, calibration_file, services_folder, rewards_folder);
  if (!sources.ok()) return sources.status();
  return ParseDefinitions(*sources);
}

}  // namespace yachay::feature_store

// The JSON form of cli/catalog_file.h, and what the commands print with --json.
#ifndef CLI_CATALOG_JSON_H_
#define CLI_CATALOG_JSON_H_

#include <nlohmann/json_fwd.hpp>

#include "cli/catalog_file.h"

namespace yachay::cli {

absl::StatusOr<std::vector<FileItem>> ReadCatalogJson(const std::string& path);
void WriteCatalogJson(const std::vector<catalog::v1::CatalogEntry>& entries, std::ostream& out);
nlohmann::ordered_json ToJson(const catalog::v1::CatalogEntry& entry);

}  // namespace yachay::cli

#endif  // CLI_CATALOG_JSON_H_

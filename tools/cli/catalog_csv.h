// The CSV form of cli/catalog_file.h.
#ifndef CLI_CATALOG_CSV_H_
#define CLI_CATALOG_CSV_H_

#include "cli/catalog_file.h"

namespace yachay::cli {

absl::StatusOr<std::vector<FileItem>> ReadCatalogCsv(const std::string& path);
void WriteCatalogCsv(const std::vector<catalog::v1::CatalogEntry>& entries, std::ostream& out);

}  // namespace yachay::cli

#endif  // CLI_CATALOG_CSV_H_

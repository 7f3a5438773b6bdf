// What each verb of `yachay catalog` does.
#ifndef CLI_CATALOG_ACTIONS_H_
#define CLI_CATALOG_ACTIONS_H_

#include <string>

#include "absl/status/status.h"
#include "cli/catalog_flags.h"
#include "cli/command.h"

namespace yachay::cli {

struct CatalogOptions {
  std::string address = "127.0.0.1:7104";
  std::string content_id;
  std::uint64_t revision = 0;  // 0: as it is now
  std::string skill;
  std::string language;
  unsigned grade = 0;
  std::string state;
  std::string owner;
  std::string query;
  bool published = false;
  std::string file;
  bool check = false;
  bool partial = false;
  unsigned wanted = 5;
  unsigned count = 20;
  ItemFlags item;
};

absl::Status CatalogSeed(const CatalogOptions& options, Cli& cli);
absl::Status CatalogList(const CatalogOptions& options, Cli& cli);
absl::Status CatalogShow(const CatalogOptions& options, Cli& cli);
absl::Status CatalogAdd(const CatalogOptions& options, Cli& cli);
absl::Status CatalogRevise(const CatalogOptions& options, Cli& cli);
absl::Status CatalogSubmit(const CatalogOptions& options, Cli& cli);
absl::Status CatalogPublish(const CatalogOptions& options, Cli& cli);
absl::Status CatalogArchive(const CatalogOptions& options, Cli& cli);
absl::Status CatalogImport(const CatalogOptions& options, Cli& cli);
absl::Status CatalogExport(const CatalogOptions& options, Cli& cli);
absl::Status CatalogGaps(const CatalogOptions& options, Cli& cli);

}  // namespace yachay::cli

#endif  // CLI_CATALOG_ACTIONS_H_

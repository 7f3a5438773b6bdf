// Brings a catalogue to what a file says.
#ifndef CLI_CATALOG_IMPORT_H_
#define CLI_CATALOG_IMPORT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/catalog_client.h"
#include "cli/catalog_file.h"

namespace yachay::cli {

struct ImportReport {
  int items = 0;
  int created = 0;
  int revised = 0;
  int moved = 0;  // submitted, published or archived
  int unchanged = 0;
  struct Error {
    std::string where;  // "lessons.csv:7"
    std::string what;
  };
  std::vector<Error> errors;  // in the file's order
};

struct ImportOptions {
  bool check_only = false;  // write nothing
  bool partial = false;     // write what is right, beside errors
};

// Items that are not there are created, those that differ are revised: on the item's revision of the file,
// else on that of now; then each is moved to its state. Every item is tried first, and so are the skills of
// all of them with the catalogue's: an item after which a skill would need itself is wrong. When one is wrong
// and `partial` is not set, nothing is written. Doing it again changes nothing. An error: the service did not
// answer; what was written before stays.
absl::StatusOr<ImportReport> ImportCatalog(CatalogClient& client, const std::vector<FileItem>& items,
                                           const ImportOptions& options);

}  // namespace yachay::cli

#endif  // CLI_CATALOG_IMPORT_H_

#ifndef CLI_CATALOG_FILL_H_
#define CLI_CATALOG_FILL_H_

#include <vector>

#include "absl/status/statusor.h"
#include "yachay/catalog/v1/catalog.grpc.pb.h"

namespace yachay::cli {

struct FillReport {
  int items = 0;      // that were given
  int created = 0;    // of them were not there
  int published = 0;  // of them were not published
};

// Creates and publishes what is not there yet, some writes at a time; doing it again changes nothing. The
// error says which item failed; what was written before stays.
absl::StatusOr<FillReport> FillCatalog(catalog::v1::Catalog::Stub& stub,
                                       const std::vector<catalog::v1::ContentItem>& items);

}  // namespace yachay::cli

#endif  // CLI_CATALOG_FILL_H_

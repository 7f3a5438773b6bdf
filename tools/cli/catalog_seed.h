#ifndef CLI_CATALOG_SEED_H_
#define CLI_CATALOG_SEED_H_

#include <vector>

#include "yachay/catalog/v1/catalog.pb.h"

namespace yachay::cli {

// A demo catalogue: 13 skills that build on each other, in Spanish, Quechua and English, from easy to hard,
// each item in two to four forms from a text of about 20 KB to a video of up to 20 MB. The same every time;
// ascending ids.
std::vector<catalog::v1::ContentItem> SeedCatalog();

}  // namespace yachay::cli

#endif  // CLI_CATALOG_SEED_H_

// Who may write which content.
#ifndef RECOMMENDATION_ADAPTERS_CATALOG_ACCESS_H_
#define RECOMMENDATION_ADAPTERS_CATALOG_ACCESS_H_

#include <grpcpp/support/status.h>

#include "core/catalog_entry.h"
#include "service/caller.h"

namespace yachay::recommendation {

// OK or PERMISSION_DENIED. Services and operators write all items, creators those they own. now: the item as
// it is; nullptr: it is new.
grpc::Status MayWrite(const service::Caller& caller, const CatalogEntry* now);

// The owner that an item gets which the caller writes as `content`: a creator always owns what they create,
// and gives nothing away.
std::string OwnerOf(const service::Caller& caller, const Content& content);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_CATALOG_ACCESS_H_

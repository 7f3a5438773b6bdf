// Who may write which content.
#ifndef RECOMMENDATION_ADAPTERS_CATALOG_ACCESS_H_
#define RECOMMENDATION_ADAPTERS_CATALOG_ACCESS_H_

#include <grpcpp/support/status.h>

#include "core/catalog_entry.h"
#include "service/caller.h"

namespace yachay::recommendation {

// Each OK or PERMISSION_DENIED. proto/access.yaml lets the same roles through the door.
//
//                              service, operator   creator      teacher      others
//   create, revise, submit     all                 their own    their own    none
//   publish, archive           all                 all          none         none
//
// now: the item as it is; nullptr: it is new.
grpc::Status MayWrite(const service::Caller& caller, const CatalogEntry* now);
grpc::Status MayRelease(const service::Caller& caller);

// Where an item stands once the caller has revised it: who may not publish sends what is published back to
// review.
State StateOnRevision(const service::Caller& caller, State now);

// The owner that an item gets which the caller writes as `content`: creators and teachers always own what
// they create, and give nothing away.
std::string OwnerOf(const service::Caller& caller, const Content& content);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_CATALOG_ACCESS_H_

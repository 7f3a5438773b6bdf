// What is asked of the catalogue, checked, and as the core reads it.
#ifndef RECOMMENDATION_ADAPTERS_CATALOG_REQUESTS_H_
#define RECOMMENDATION_ADAPTERS_CATALOG_REQUESTS_H_

#include <vector>

#include "core/content_filter.h"
#include "core/demand.h"
#include "service/status.h"
#include "yachay/catalog/v1/catalog.pb.h"

namespace yachay::recommendation {

// Every violated rule at once.
std::vector<service::FieldViolation> Violations(const catalog::v1::ListContentRequest& request);
std::vector<service::FieldViolation> Violations(const catalog::v1::FindGapsRequest& request);

// The requests must have no Violations.
std::size_t PageSize(const catalog::v1::ListContentRequest& request);
ContentFilter FilterOf(const catalog::v1::ListContentRequest& request);
GapQuery QueryOf(const catalog::v1::FindGapsRequest& request);

catalog::v1::Gap ToProto(const Gap& gap);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_CATALOG_REQUESTS_H_

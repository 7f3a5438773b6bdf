// Bundles between the wire and the core.
#ifndef RECOMMENDATION_ADAPTERS_BUNDLE_CODEC_H_
#define RECOMMENDATION_ADAPTERS_BUNDLE_CODEC_H_

#include <cstdint>
#include <vector>

#include "core/bundle.h"
#include "service/status.h"
#include "yachay/recommendation/v1/bundle.pb.h"

namespace yachay::recommendation {

// Every violated rule at once.
std::vector<service::FieldViolation> Violations(const v1::PlanOfflineBundleRequest& request);

// The request must have no Violations.
BundleRequest BudgetsOf(const v1::PlanOfflineBundleRequest& request);
Request MomentOf(const v1::PlanOfflineBundleRequest& request, std::int64_t now_ms);

void FillBundle(const Bundle& bundle, v1::PlanOfflineBundleResponse& response);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_BUNDLE_CODEC_H_

#ifndef FEATURE_STORE_CORE_FEATURE_SERVICES_H_
#define FEATURE_STORE_CORE_FEATURE_SERVICES_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "features/view.h"

namespace yachay::feature_store {

// A named list of features: what one model or ranker reads, so that those who ask need not know it.
struct FeatureService {
  std::string name;
  std::string owner;
  std::string description;
  std::vector<std::string> features;  // "view:feature" and "view:*"
};

using FeatureServices = std::map<std::string, FeatureService>;  // by name

// Reads files of the form
//
//   name: engagement_v1
//   owner: data-team
//   description: What the engagement model reads.
//   features: ["engagement:*"]
//
// INVALID_ARGUMENT with file:line: no YAML, an unknown or missing key, a wrong type, a name that is there
// twice, a feature that `views` does not have.
absl::StatusOr<FeatureServices> ParseFeatureServices(absl::Span<const features::ViewSource> sources,
                                                     const features::ViewSet& views);

// The files of services/feature-store/feature_services as they were when this was built.
std::vector<features::ViewSource> DefaultFeatureServices();

// Those, but for those whose features `views` does not have: other views may be served than those that these
// were written for.
FeatureServices DefaultServicesOf(const features::ViewSet& views);

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_CORE_FEATURE_SERVICES_H_

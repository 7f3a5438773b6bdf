#ifndef RECOMMENDATION_CORE_BUNDLE_CANDIDATES_H_
#define RECOMMENDATION_CORE_BUNDLE_CANDIDATES_H_

#include <string>
#include <vector>

#include "core/bundle.h"
#include "delivery/bundle.h"

namespace yachay::recommendation {

// An item that may go into a bundle, with the forms that the device can run.
struct BundleCandidate {
  const CatalogEntry* entry = nullptr;
  std::vector<std::size_t> variants;  // indices of the content's
  std::vector<bool> done;
  delivery::BundleItem item;  // for the planner: one variant for each of these
};

// Those of the items worth most, with at most `most_forms` forms, the most worth first; skills are numbered
// for the planner.
std::vector<BundleCandidate> FindBundleCandidates(const Shelf& shelf, const Learner& learner,
                                                  const Request& request, const BundleRequest& budgets,
                                                  const Policy& policy, std::size_t most_forms);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_BUNDLE_CANDIDATES_H_

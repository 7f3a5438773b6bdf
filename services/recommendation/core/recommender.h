#ifndef RECOMMENDATION_CORE_RECOMMENDER_H_
#define RECOMMENDATION_CORE_RECOMMENDER_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/reasons.h"

namespace yachay::recommendation {

struct RecommendedItem {
  const CatalogEntry* entry = nullptr;  // one of the entries, which must outlive the answer
  std::size_t variant = 0;              // index into the content's variants
  double score = 0;
  double success = 0;
  double propensity = 1;
  std::vector<ReasonCode> reasons;
};

struct Answer {
  std::vector<RecommendedItem> items;        // best first
  std::string language;                      // that the reasons are to be told in
  std::string shortfall;                     // why there are fewer than asked; empty otherwise
  std::size_t candidates = 0;                // left after filtering
  Circumstances circumstances = {};          // that it was made for
  std::shared_ptr<const Entries> kept = {};  // may be set to keep the entries alive with the answer
};

// Candidates → scores → re-ranking → a form per item → reasons. Pure: the same arguments give the same
// answer. entries: the published items. No forecast: ranked without one.
Answer Recommend(const Entries& entries, const Learner& learner, const std::optional<Forecast>& forecast,
                 const Request& request, const Policy& policy);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_RECOMMENDER_H_

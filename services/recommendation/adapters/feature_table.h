// An answer of the feature store, as rows of learners.
#ifndef RECOMMENDATION_ADAPTERS_FEATURE_TABLE_H_
#define RECOMMENDATION_ADAPTERS_FEATURE_TABLE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "core/learner.h"
#include "core/progress.h"
#include "yachay/features/v1/features.pb.h"

namespace yachay::recommendation {

// All that progress is told from; the columns of LearnerRequest among them, of one learner those of the
// tracer too: what is next is ranked for one alone.
features::v1::GetFeaturesRequest ProgressRequest(const std::vector<std::string>& learners);

// The answer to it for `learners`. UNAVAILABLE: a column is missing or has another length.
absl::StatusOr<std::vector<LearnerFacts>> FactsOf(const std::vector<std::string>& learners,
                                                  const features::v1::GetFeaturesResponse& response);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_FEATURE_TABLE_H_

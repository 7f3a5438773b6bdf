// What the joined log teaches: rows for a ranker, decisions for off-policy evaluation, likings for taste.
#ifndef TOOLS_CLI_RECOMMEND_ROWS_H_
#define TOOLS_CLI_RECOMMEND_ROWS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/recommend_log.h"
#include "taste/als.h"
#include "training/off_policy.h"
#include "training/ranking.h"

namespace yachay::cli {

struct RankingRows {
  training::RankingData train, held_out;  // one group per learner
  std::size_t answers = 0;                // whose items stand in the rows
};

// One row per examined item: those down to the last one of an answer that the learner took up, for who takes
// the third has seen the first two, and of what is below nobody knows (the cascade model: Craswell et al.
// 2008). Features as they were logged when it was served. Relevance: 2 succeeded, 1 completed, 0 else. A
// learner is in one part only, chosen by the seed. Learners who may not be trained on are left out, and so
// are answers whose features have other names than those of the newest answer. FailedPrecondition when that
// leaves no rows in one of the parts.
absl::StatusOr<RankingRows> MakeRankingRows(const RecommendLog& log, double held_out_share,
                                            std::uint64_t seed);

// The decision of each answer about its first place, with the reward of the item that got it; answers without
// choices are left out. As above for names and consent.
std::vector<training::LoggedDecision> MakeDecisions(const RecommendLog& log);

std::vector<taste::Interaction> MakeInteractions(const RecommendLog& log);

// Names of the features of the newest answer that has some.
std::vector<std::string> FeatureNames(const RecommendLog& log);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_RECOMMEND_ROWS_H_

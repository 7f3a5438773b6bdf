// Requests and answers between the wire and the core.
#ifndef RECOMMENDATION_ADAPTERS_RECOMMEND_CODEC_H_
#define RECOMMENDATION_ADAPTERS_RECOMMEND_CODEC_H_

#include <string>

#include "adapters/next_items.h"
#include "core/texts.h"
#include "yachay/recommendation/v1/recommendation.pb.h"
#include "yachay/recommendation/v1/recommendation_log.pb.h"

namespace yachay::recommendation {

// The request must have no Violations. now_ms is left to who ranks.
Request RequestOf(const v1::RecommendRequest& request, std::string recommendation_id);

// What is not one of ours is the learner.
Audience AudienceOf(v1::Audience audience);

void FillResponse(const Advice& advice, const Texts& texts, Audience audience,
                  v1::RecommendResponse& response);

// The record of the answer, for training a ranker and for off-policy evaluation. response: of FillResponse.
v1::RecommendationLogged LoggedOf(const std::string& learner_id, const Advice& advice,
                                  const v1::RecommendResponse& response);

void FillDifficulty(const DifficultyAdvice& advice, const Band& band, v1::Fallback fallback,
                    v1::NextDifficultyResponse& response);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_RECOMMEND_CODEC_H_

// Requests and answers between the wire and the core.
#ifndef RECOMMENDATION_ADAPTERS_RECOMMEND_CODEC_H_
#define RECOMMENDATION_ADAPTERS_RECOMMEND_CODEC_H_

#include <optional>
#include <string>

#include "core/recommender.h"
#include "core/texts.h"
#include "yachay/recommendation/v1/recommendation.pb.h"
#include "yachay/recommendation/v1/recommendation_log.pb.h"

namespace yachay::recommendation {

// The request must have no Violations.
Request RequestOf(const v1::RecommendRequest& request, std::string recommendation_id, std::int64_t now_ms);

void FillResponse(const Request& request, const Answer& answer, const std::optional<Forecast>& forecast,
                  v1::Fallback fallback, const Texts& texts, Audience audience,
                  v1::RecommendResponse& response);

// What is not one of ours is the learner.
Audience AudienceOf(v1::Audience audience);

// The record of the answer, for off-policy evaluation.
v1::RecommendationLogged LoggedOf(const std::string& learner_id, const Request& request, const Answer& answer,
                                  const v1::RecommendResponse& response, const std::string& policy);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_RECOMMEND_CODEC_H_

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

// What the order of an answer came from.
struct Served {
  v1::Fallback fallback = v1::FALLBACK_NONE;
  std::string policy;
  std::uint64_t ranker_version = 0;   // 0: the heuristic
  std::uint64_t success_version = 0;  // 0: the tracer's formula
};

// What is not one of ours is the learner.
Audience AudienceOf(v1::Audience audience);

void FillResponse(const Request& request, const Answer& answer, const std::optional<Forecast>& forecast,
                  const Served& served, const Texts& texts, Audience audience,
                  v1::RecommendResponse& response);

// The record of the answer, for training a ranker and for off-policy evaluation. response: of FillResponse.
v1::RecommendationLogged LoggedOf(const std::string& learner_id, const Request& request, const Answer& answer,
                                  const v1::RecommendResponse& response);

void FillDifficulty(const DifficultyAdvice& advice, const Band& band, v1::Fallback fallback,
                    v1::NextDifficultyResponse& response);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_RECOMMEND_CODEC_H_

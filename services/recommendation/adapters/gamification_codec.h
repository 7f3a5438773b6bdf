// Gamification's answers: from rules, from features of the view rewards, and from leaderboards.
#ifndef RECOMMENDATION_ADAPTERS_GAMIFICATION_CODEC_H_
#define RECOMMENDATION_ADAPTERS_GAMIFICATION_CODEC_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gamification/leaderboards.h"
#include "gamification/rules.h"
#include "service/status.h"
#include "yachay/features/v1/features.pb.h"
#include "yachay/gamification/v1/gamification.pb.h"

namespace yachay::recommendation {

// What to ask the feature store about a learner.
features::v1::GetFeaturesRequest ProfileRequest(const std::string& learner_id);
// The answer to it as a profile; INTERNAL: it is not one column each.
absl::Status FillProfile(const features::v1::GetFeaturesResponse& features, const gamification::Rules& rules,
                         gamification::v1::GetProfileResponse* profile);

void FillBadges(const gamification::Rules& rules, gamification::v1::ListBadgesResponse* response);
void FillQuests(const gamification::Rules& rules, gamification::v1::ListQuestsResponse* response);
// Of the `count` places around the learner those that may be read; ranks stay as they are.
void FillLeaderboard(const gamification::Leaderboard& board, std::size_t count,
                     const std::function<bool(const std::string& learner_id)>& may_read,
                     gamification::v1::GetLeaderboardResponse* response);

// Every violated rule of the request at once.
std::vector<service::FieldViolation> Violations(const gamification::v1::GetProfileRequest& request);
std::vector<service::FieldViolation> Violations(const gamification::v1::GetLeaderboardRequest& request);
std::vector<service::FieldViolation> Violations(const gamification::v1::WatchRequest& request);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_GAMIFICATION_CODEC_H_

// yachay.gamification.v1.Gamification: profiles from the feature store, leaderboards and news from the
// rewards' log.
#ifndef RECOMMENDATION_ADAPTERS_GAMIFICATION_RPC_H_
#define RECOMMENDATION_ADAPTERS_GAMIFICATION_RPC_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "adapters/next_items.h"
#include "adapters/play_access.h"
#include "adapters/rewards.h"
#include "adapters/sources.h"
#include "adapters/watchers.h"
#include "gamification/rules.h"
#include "yachay/gamification/v1/gamification.grpc.pb.h"

namespace yachay::recommendation {

class GamificationRpc : public gamification::v1::Gamification::CallbackService {
 public:
  // All outlive it.
  struct Parts {
    const gamification::Rules* rules;  // those of the feature store
    const Rewards* rewards;
    Watchers* watchers;
    const NextItems* next_items;
    const Sources* sources;
    Enrolment enrolment;
    std::function<absl::Time()> now;
    std::function<service::Caller(const grpc::ServerContextBase&)> caller_of = &service::CallerOf;
  };
  explicit GamificationRpc(Parts parts) : parts_(std::move(parts)) {}

  grpc::ServerUnaryReactor* GetProfile(grpc::CallbackServerContext* context,
                                       const gamification::v1::GetProfileRequest* request,
                                       gamification::v1::GetProfileResponse* response) override;
  grpc::ServerUnaryReactor* GetLeaderboard(grpc::CallbackServerContext* context,
                                           const gamification::v1::GetLeaderboardRequest* request,
                                           gamification::v1::GetLeaderboardResponse* response) override;
  grpc::ServerUnaryReactor* ListBadges(grpc::CallbackServerContext* context,
                                       const gamification::v1::ListBadgesRequest* request,
                                       gamification::v1::ListBadgesResponse* response) override;
  grpc::ServerUnaryReactor* ListQuests(grpc::CallbackServerContext* context,
                                       const gamification::v1::ListQuestsRequest* request,
                                       gamification::v1::ListQuestsResponse* response) override;
  grpc::ServerWriteReactor<gamification::v1::WatchResponse>* Watch(
      grpc::CallbackServerContext* context, const gamification::v1::WatchRequest* request) override;

 private:
  // The errors of MayReadPlay.
  grpc::Status Permit(const grpc::CallbackServerContext& context, const std::string& learner_id) const;
  grpc::Status Board(const service::Caller& caller, const gamification::v1::GetLeaderboardRequest& request,
                     gamification::v1::GetLeaderboardResponse* response) const;
  grpc::Status Begin(const gamification::v1::WatchRequest& request,
                     const std::shared_ptr<WatchStream>& stream) const;
  std::shared_ptr<WatchStream> MakeStream(const gamification::v1::WatchRequest& request) const;

  const Parts parts_;
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_GAMIFICATION_RPC_H_

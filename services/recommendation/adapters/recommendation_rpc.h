// yachay.recommendation.v1.Recommendation: asks what is next, and why where that is asked for; answers, then
// logs.
#ifndef RECOMMENDATION_ADAPTERS_RECOMMENDATION_RPC_H_
#define RECOMMENDATION_ADAPTERS_RECOMMENDATION_RPC_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "adapters/dependencies.h"
#include "adapters/next_items.h"
#include "core/policy.h"
#include "core/texts.h"
#include "service/caller.h"
#include "service/executor.h"
#include "service/status.h"
#include "yachay/recommendation/v1/recommendation.grpc.pb.h"

namespace yachay::recommendation {

class Probe;
class RecommendationLog;

class RecommendationRpc : public v1::Recommendation::CallbackService {
 public:
  // All outlive it.
  struct Parts {
    const NextItems* next_items;
    const Dependencies* dependencies;
    RecommendationLog* log;
    Probe* probe;
    service::Executor* executor;
    const Texts* texts;
    Policy policy = {};
    std::function<absl::Time()> now;
    std::function<std::string()> new_id;
    std::function<service::Caller(const grpc::ServerContextBase&)> caller_of = &service::CallerOf;
  };
  explicit RecommendationRpc(Parts parts) : parts_(std::move(parts)) {}

  grpc::ServerUnaryReactor* Recommend(grpc::CallbackServerContext* context,
                                      const v1::RecommendRequest* request,
                                      v1::RecommendResponse* response) override;

  grpc::ServerUnaryReactor* NextDifficulty(grpc::CallbackServerContext* context,
                                           const v1::NextDifficultyRequest* request,
                                           v1::NextDifficultyResponse* response) override;

 private:
  struct Call;
  using CallPtr = std::shared_ptr<Call>;
  void AskWhy(const CallPtr& call) const;
  void Answer(const CallPtr& call) const;

  const Parts parts_;
};

// Every violated rule of the request at once.
std::vector<service::FieldViolation> Violations(const v1::RecommendRequest& request);

std::vector<service::FieldViolation> Violations(const v1::NextDifficultyRequest& request);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_RECOMMENDATION_RPC_H_

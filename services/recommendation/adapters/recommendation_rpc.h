// yachay.recommendation.v1.Recommendation: asks for what is known of the learner, ranks, answers, then logs.
#ifndef RECOMMENDATION_ADAPTERS_RECOMMENDATION_RPC_H_
#define RECOMMENDATION_ADAPTERS_RECOMMENDATION_RPC_H_

#include <functional>
#include <string>

#include "absl/time/time.h"
#include "adapters/dependencies.h"
#include "core/catalog.h"
#include "core/policy.h"
#include "core/recommender.h"
#include "service/executor.h"
#include "service/status.h"
#include "yachay/recommendation/v1/recommendation.grpc.pb.h"

namespace yachay::recommendation {

class Probe;
class RecommendationLog;

class RecommendationRpc : public v1::Recommendation::CallbackService {
 public:
  // All outlive it. Ranking runs on the executor.
  struct Parts {
    const Catalog* catalog;
    const Dependencies* dependencies;
    RecommendationLog* log;
    Probe* probe;
    service::Executor* executor;
    Policy policy = {};
    std::function<absl::Time()> now;
    std::function<std::string()> new_id;
  };
  explicit RecommendationRpc(Parts parts);

  grpc::ServerUnaryReactor* Recommend(grpc::CallbackServerContext* context,
                                      const v1::RecommendRequest* request,
                                      v1::RecommendResponse* response) override;

 private:
  void Rank(const v1::RecommendRequest& request, const Known& known, const std::string& trace,
            v1::RecommendResponse& response, grpc::ServerUnaryReactor& reactor) const;

  const Parts parts_;
};

// Every violated rule of the request at once.
std::vector<service::FieldViolation> Violations(const v1::RecommendRequest& request);

// How much of the picture the answer rests on.
v1::Fallback FallbackOf(const Known& known);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_RECOMMENDATION_RPC_H_

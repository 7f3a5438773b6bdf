// yachay.recommendation.v1.Recommendation: asks for what is known of the learner, makes a shortlist, asks
// what models there are about it, re-ranks, answers, then logs.
#ifndef RECOMMENDATION_ADAPTERS_RECOMMENDATION_RPC_H_
#define RECOMMENDATION_ADAPTERS_RECOMMENDATION_RPC_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "adapters/dependencies.h"
#include "adapters/learned_files.h"
#include "adapters/shelf_cache.h"
#include "core/policy.h"
#include "core/recommender.h"
#include "core/texts.h"
#include "service/executor.h"
#include "service/status.h"
#include "yachay/recommendation/v1/recommendation.grpc.pb.h"

namespace yachay::recommendation {

class Probe;
class RecommendationLog;

// As it is now; null: there is none. Thread-safe; an empty function: there is never any.
using CalibrationNow = std::function<std::shared_ptr<const FittedCalibration>()>;

class RecommendationRpc : public v1::Recommendation::CallbackService {
 public:
  // All outlive it. Ranking runs on the executor.
  struct Parts {
    ShelfCache* shelves;
    const Dependencies* dependencies;
    RecommendationLog* log;
    Probe* probe;
    service::Executor* executor;
    const Texts* texts;
    Policy policy = {};
    CalibrationNow calibration = {};  // without one the success model is not asked
    std::function<absl::Time()> now;
    std::function<std::string()> new_id;
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
  void Shorten(const CallPtr& call) const;
  void AskModels(const CallPtr& call) const;
  void Rank(const CallPtr& call) const;
  void Answer(const CallPtr& call) const;
  // Goes on with the call on the executor; when that is full or stopping, the call ends here.
  void Continue(const CallPtr& call, void (RecommendationRpc::*step)(const CallPtr&) const) const;

  const Parts parts_;
};

// Every violated rule of the request at once.
std::vector<service::FieldViolation> Violations(const v1::RecommendRequest& request);

std::vector<service::FieldViolation> Violations(const v1::NextDifficultyRequest& request);

// How much of the picture the answer rests on.
v1::Fallback FallbackOf(const Known& known);

// The same, once the models were asked: what is missing of the learner weighs more than a model.
v1::Fallback FallbackOf(v1::Fallback known, const ShortlistModels::Said& said);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_RECOMMENDATION_RPC_H_

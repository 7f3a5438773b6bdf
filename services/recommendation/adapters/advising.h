// The parts that say what to play next, wired: recommendations, bundles for the road, and what became of
// them.
#ifndef RECOMMENDATION_ADAPTERS_ADVISING_H_
#define RECOMMENDATION_ADAPTERS_ADVISING_H_

#include <memory>

#include "adapters/bundle_rpc.h"
#include "adapters/ground.h"
#include "adapters/next_items.h"
#include "adapters/outcome_follower.h"
#include "adapters/recommendation_log.h"
#include "adapters/recommendation_rpc.h"

namespace yachay::recommendation {

class Advising {
 public:
  struct Parts {
    ShelfCache* shelves;  // outlives it
    CalibrationNow calibration;
    Dependencies::Options options;
  };
  // The errors of OutcomeFollower::Create.
  static absl::StatusOr<std::unique_ptr<Advising>> Create(const Ground& ground, const Parts& parts);

  RecommendationRpc& rpc() { return rpc_; }
  BundleRpc& bundle_rpc() { return bundle_rpc_; }
  const NextItems& next_items() const { return next_items_; }
  void Start() { outcomes_->Start(); }
  void Stop() { outcomes_->Stop(); }

 private:
  Advising(const Ground& ground, const Parts& parts);

  const Dependencies dependencies_;
  RecommendationLog log_;
  const NextItems next_items_;
  RecommendationRpc rpc_;
  BundleRpc bundle_rpc_;
  std::unique_ptr<OutcomeFollower> outcomes_;
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_ADVISING_H_

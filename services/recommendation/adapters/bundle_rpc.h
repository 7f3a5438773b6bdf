// yachay.recommendation.v1.OfflineBundles: asks for what is known of the learner, then plans on the executor.
#ifndef RECOMMENDATION_ADAPTERS_BUNDLE_RPC_H_
#define RECOMMENDATION_ADAPTERS_BUNDLE_RPC_H_

#include <functional>

#include "absl/time/time.h"
#include "adapters/shelf_cache.h"
#include "adapters/sources.h"
#include "core/policy.h"
#include "service/caller.h"
#include "service/executor.h"
#include "yachay/recommendation/v1/bundle.grpc.pb.h"

namespace yachay::recommendation {

class BundleRpc : public v1::OfflineBundles::CallbackService {
 public:
  // All outlive it.
  struct Parts {
    ShelfCache* shelves;
    const Sources* sources;
    service::Executor* executor;
    Policy policy = {};
    absl::Duration longest_wait = absl::Milliseconds(300);  // for the feature store
    std::function<absl::Time()> now;
    std::function<service::Caller(const grpc::ServerContextBase&)> caller_of = &service::CallerOf;
  };
  explicit BundleRpc(Parts parts) : parts_(std::move(parts)) {}

  grpc::ServerUnaryReactor* PlanOfflineBundle(grpc::CallbackServerContext* context,
                                              const v1::PlanOfflineBundleRequest* request,
                                              v1::PlanOfflineBundleResponse* response) override;

 private:
  grpc::Status Plan(const v1::PlanOfflineBundleRequest& request, const Sources::Features& features,
                    v1::PlanOfflineBundleResponse& response) const;

  const Parts parts_;
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_BUNDLE_RPC_H_

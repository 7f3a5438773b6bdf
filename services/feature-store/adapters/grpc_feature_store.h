#ifndef FEATURE_STORE_ADAPTERS_GRPC_FEATURE_STORE_H_
#define FEATURE_STORE_ADAPTERS_GRPC_FEATURE_STORE_H_

#include <cstdint>
#include <functional>

#include "adapters/log_follower.h"
#include "core/generations.h"
#include "service/executor.h"
#include "yachay/features/v1/features.grpc.pb.h"

namespace yachay::feature_store {

// The gRPC face of the store. What it is given must outlive the server.
class GrpcFeatureStore : public features::v1::FeatureStore::CallbackService {
 public:
  struct Parts {
    const Generations& generations;
    const LogFollower& follower;
    service::Executor& executor;
    std::function<std::int64_t()> now_ms;  // milliseconds since 1970 UTC
  };

  explicit GrpcFeatureStore(Parts parts) : parts_(std::move(parts)) {}

  grpc::ServerUnaryReactor* GetFeatures(grpc::CallbackServerContext* context,
                                        const features::v1::GetFeaturesRequest* request,
                                        features::v1::GetFeaturesResponse* response) override;
  grpc::ServerUnaryReactor* ListFeatureViews(grpc::CallbackServerContext* context,
                                             const features::v1::ListFeatureViewsRequest* request,
                                             features::v1::ListFeatureViewsResponse* response) override;
  // Asks the broker for the ends of the partitions, up to 2 s each while it does not answer.
  grpc::ServerUnaryReactor* GetLogPosition(grpc::CallbackServerContext* context,
                                           const features::v1::GetLogPositionRequest* request,
                                           features::v1::GetLogPositionResponse* response) override;

 private:
  grpc::Status Get(const features::v1::GetFeaturesRequest& request,
                   features::v1::GetFeaturesResponse* response) const;
  grpc::Status Position(features::v1::GetLogPositionResponse* response) const;

  const Parts parts_;
};

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_ADAPTERS_GRPC_FEATURE_STORE_H_

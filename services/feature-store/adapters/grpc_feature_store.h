#ifndef FEATURE_STORE_ADAPTERS_GRPC_FEATURE_STORE_H_
#define FEATURE_STORE_ADAPTERS_GRPC_FEATURE_STORE_H_

#include <cstdint>
#include <functional>

#include "adapters/log_follower.h"
#include "adapters/messages.h"
#include "adapters/probe.h"
#include "core/generations.h"
#include "service/arena_messages.h"
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
    Probe& probe;
  };

  explicit GrpcFeatureStore(Parts parts) : parts_(std::move(parts)) {
    SetMessageAllocatorFor_GetFeatures(&messages_);
  }

  grpc::ServerUnaryReactor* GetFeatures(grpc::CallbackServerContext* context,
                                        const features::v1::GetFeaturesRequest* request,
                                        features::v1::GetFeaturesResponse* response) override;
  grpc::ServerUnaryReactor* ListFeatureViews(grpc::CallbackServerContext* context,
                                             const features::v1::ListFeatureViewsRequest* request,
                                             features::v1::ListFeatureViewsResponse* response) override;
  // Asks the brokers for the ends of all partitions at once, for half of the time that the caller has, at
  // most 2 s.
  grpc::ServerUnaryReactor* GetLogPosition(grpc::CallbackServerContext* context,
                                           const features::v1::GetLogPositionRequest* request,
                                           features::v1::GetLogPositionResponse* response) override;

  grpc::ServerUnaryReactor* GetErasureReceipt(grpc::CallbackServerContext* context,
                                              const features::v1::GetErasureReceiptRequest* request,
                                              features::v1::GetErasureReceiptResponse* response) override;

 private:
  // A request, and the definitions that its features were found in.
  struct Asked {
    std::shared_ptr<const Generation> generation;
    FeatureQuery query;
  };
  grpc::Status Get(const Asked& asked, const features::v1::GetFeaturesRequest& request,
                   features::v1::GetFeaturesResponse* response) const;
  grpc::Status Answer(const Asked& asked, bool with_read_at,
                      features::v1::GetFeaturesResponse* response) const;
  grpc::Status AnswerShared(const Asked& asked, features::v1::GetFeaturesResponse* response) const;
  grpc::Status AnswerOfOneMoment(const Asked& asked, features::v1::GetFeaturesResponse* response) const;
  // Whether it answered: small, and all of it in memory.
  bool AnswerAtOnce(const Asked& asked, bool with_read_at, features::v1::GetFeaturesResponse* response) const;
  void Write(const Asked& asked, absl::Span<const features::LearnerState* const> states,
             features::v1::GetFeaturesResponse* response) const;
  grpc::Status Receipt(const std::string& learner_id,
                       features::v1::GetErasureReceiptResponse* response) const;
  grpc::Status Position(absl::Duration timeout, features::v1::GetLogPositionResponse* response) const;

  const Parts parts_;
  service::ArenaMessages<features::v1::GetFeaturesRequest, features::v1::GetFeaturesResponse> messages_;
};

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_ADAPTERS_GRPC_FEATURE_STORE_H_

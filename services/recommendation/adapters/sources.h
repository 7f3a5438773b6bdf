// The feature store and inference, asked for many learners at once and without waiting threads.
#ifndef RECOMMENDATION_ADAPTERS_SOURCES_H_
#define RECOMMENDATION_ADAPTERS_SOURCES_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/process_options.h"
#include "yachay/features/v1/features.grpc.pb.h"
#include "yachay/inference/v1/inference.grpc.pb.h"

namespace yachay::recommendation {

// Thread-safe. A null channel: every answer is UNAVAILABLE at once.
class Sources {
 public:
  using Features = absl::StatusOr<features::v1::GetFeaturesResponse>;
  using Scores = absl::StatusOr<inference::v1::PredictResponse>;

  Sources(const std::shared_ptr<grpc::Channel>& feature_store,
          const std::shared_ptr<grpc::Channel>& inference);

  // `done` is called exactly once, at the latest at `until`, on one of gRPC's threads.
  void AskFeatures(const features::v1::GetFeaturesRequest& request, absl::Time until,
                   std::function<void(Features)> done) const;
  void AskScores(const inference::v1::PredictRequest& request, absl::Time until,
                 std::function<void(Scores)> done) const;

 private:
  const std::unique_ptr<features::v1::FeatureStore::Stub> features_;
  const std::unique_ptr<inference::v1::Inference::Stub> inference_;
};

// A channel to one of our services; null when the address is empty. The errors of service/channel.h.
absl::StatusOr<std::shared_ptr<grpc::Channel>> Open(const std::string& address,
                                                    const service::ProcessOptions& options);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_SOURCES_H_

// The feature store and inference: the one client of both, for one learner or many, without waiting threads.
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

// Where the two services are.
struct Addresses {
  std::string feature_store;  // host:port; empty: there is none
  std::string inference;
};

// Thread-safe. A service that there is none of: every answer is UNAVAILABLE at once.
class Sources {
 public:
  // How an answer is waited for.
  struct Terms {
    absl::Time until;
    std::string trace = {};  // a traceparent that the call carries; empty: none
  };
  using Features = absl::StatusOr<features::v1::GetFeaturesResponse>;
  using Scores = absl::StatusOr<inference::v1::PredictResponse>;
  using Explanations = absl::StatusOr<inference::v1::ExplainResponse>;

  // A null channel: there is no such service.
  Sources(const std::shared_ptr<grpc::Channel>& feature_store,
          const std::shared_ptr<grpc::Channel>& inference);
  // Over channels of service/channel.h; its errors. Nothing is connected before the first question.
  static absl::StatusOr<Sources> Connect(const Addresses& addresses, const service::ProcessOptions& options);

  // `done` is called exactly once, at the latest at terms.until, on one of gRPC's threads.
  void AskFeatures(const features::v1::GetFeaturesRequest& request, const Terms& terms,
                   std::function<void(Features)> done) const;
  void AskScores(const inference::v1::PredictRequest& request, const Terms& terms,
                 std::function<void(Scores)> done) const;
  void AskWhy(const inference::v1::ExplainRequest& request, const Terms& terms,
              std::function<void(Explanations)> done) const;

  bool has_inference() const { return inference_ != nullptr; }

 private:
  std::unique_ptr<features::v1::FeatureStore::Stub> features_;
  std::unique_ptr<inference::v1::Inference::Stub> inference_;
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_SOURCES_H_

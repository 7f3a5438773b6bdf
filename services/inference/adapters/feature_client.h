// Reads the rows of learners from the feature store, as the columns that a model takes.
//
// Thread-safe. Nothing here blocks: the answer comes on one of gRPC's threads.
#ifndef INFERENCE_ADAPTERS_FEATURE_CLIENT_H_
#define INFERENCE_ADAPTERS_FEATURE_CLIENT_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "adapters/cancellation.h"
#include "models/other_views.h"
#include "yachay/features/v1/features.grpc.pb.h"
#include "yachay/inference/v1/inference.pb.h"

namespace yachay::service {
struct ProcessOptions;
}

namespace yachay::inference {

class LoadedModel;

struct LearnerFeatures {
  v1::FeatureMatrix features;      // the model's features, with the learners' ids
  std::string view_hash;           // of the view that was asked; of features of several views: empty
  models::ViewHashes view_hashes;  // of all that gave features
  std::vector<v1::RowFeatures> rows;
};

class FeatureClient {
 public:
  using Done = absl::AnyInvocable<void(absl::StatusOr<LearnerFeatures>)>;

  // To the store at `address` (host:port); null when that is empty. The errors are those of
  // service::MakeChannel; a store that is away is none.
  static absl::StatusOr<std::unique_ptr<FeatureClient>> Connect(const std::string& address,
                                                                absl::Duration timeout,
                                                                const service::ProcessOptions& process);
  // A call to the store ends at the caller's deadline, and after `timeout` at the latest.
  FeatureClient(std::shared_ptr<grpc::Channel> channel, absl::Duration timeout);

  // Calls `done` exactly once; model, learners and the caller's cancellation live until then. A caller that
  // goes cancels the call to the store. FAILED_PRECONDITION: the store has no such view, or the view lacks a
  // feature of the model. UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, CANCELLED as the call to the
  // store ended; anything else is UNAVAILABLE.
  void Get(const Caller& caller, const LoadedModel& model, const v1::LearnerRows& learners, Done done);

 private:
  const std::unique_ptr<features::v1::FeatureStore::Stub> stub_;
  const absl::Duration timeout_;
};

// The parts that need no store. `view` is the one that was asked; a feature that names its own
// ("view:feature", as `yachay features export` does) is asked of that.
features::v1::GetFeaturesRequest FeaturesRequest(const LoadedModel& model, const std::string& view,
                                                 const v1::LearnerRows& learners);
// UNAVAILABLE when the answer does not have the shape that was asked for. Ages are counted to as_of, else to
// `now`.
absl::StatusOr<LearnerFeatures> ReadFeatures(const LoadedModel& model, const std::string& view,
                                             const v1::LearnerRows& learners, absl::Time now,
                                             features::v1::GetFeaturesResponse response);

}  // namespace yachay::inference

#endif  // INFERENCE_ADAPTERS_FEATURE_CLIENT_H_

// yachay.progress.v1.Progress: who asks? → what is known of the learners → told in their language.
#ifndef RECOMMENDATION_ADAPTERS_PROGRESS_RPC_H_
#define RECOMMENDATION_ADAPTERS_PROGRESS_RPC_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "adapters/progress_codec.h"
#include "adapters/sources.h"
#include "core/catalog.h"
#include "service/caller.h"
#include "service/executor.h"
#include "yachay/progress/v1/progress.grpc.pb.h"

namespace yachay::recommendation {

class ProgressRpc : public progress::v1::Progress::CallbackService {
 public:
  // All outlive it.
  struct Parts {
    const Catalog* catalog;
    const Roster* roster;
    const Sources* sources;
    const Texts* texts;
    service::Executor* executor;
    Policy policy = {};
    std::string model = "engagement@champion";
    absl::Duration longest_wait = absl::Seconds(2);  // for the feature store and inference
    std::function<absl::Status()> roster_ready;
    std::function<absl::Time()> now;
    std::function<service::Caller(const grpc::ServerContextBase&)> caller_of = &service::CallerOf;
  };
  explicit ProgressRpc(Parts parts);

  grpc::ServerUnaryReactor* GetLearnerProgress(grpc::CallbackServerContext* context,
                                               const progress::v1::GetLearnerProgressRequest* request,
                                               progress::v1::GetLearnerProgressResponse* response) override;
  grpc::ServerUnaryReactor* GetClassroomProgress(
      grpc::CallbackServerContext* context, const progress::v1::GetClassroomProgressRequest* request,
      progress::v1::GetClassroomProgressResponse* response) override;
  grpc::ServerUnaryReactor* GetGuardianView(grpc::CallbackServerContext* context,
                                            const progress::v1::GetGuardianViewRequest* request,
                                            progress::v1::GetGuardianViewResponse* response) override;

 private:
  struct Asking;
  // Learners' facts with their forecasts, where inference answered.
  struct Found {
    absl::StatusOr<std::vector<LearnerFacts>> facts;
    absl::StatusOr<features::v1::GetFeaturesResponse> features;
  };
  using Tell = std::function<grpc::Status(const Found&)>;

  // Asks for all learners at once and ends the call with what `tell` makes of it, on the executor.
  void Ask(grpc::CallbackServerContext* context, grpc::ServerUnaryReactor* reactor,
           std::vector<std::string> learners, Tell tell) const;
  Answer Next(const Learner& learner, const LearnerFacts& facts, const std::string& language) const;
  std::int64_t NowMs() const { return absl::ToUnixMillis(parts_.now()); }

  const Parts parts_;
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_PROGRESS_RPC_H_

// yachay.progress.v1.Progress: who asks? → what is known of the learners → told in their language.
#ifndef RECOMMENDATION_ADAPTERS_PROGRESS_RPC_H_
#define RECOMMENDATION_ADAPTERS_PROGRESS_RPC_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "adapters/next_items.h"
#include "adapters/progress_codec.h"
#include "adapters/sources.h"
#include "service/caller.h"
#include "service/executor.h"
#include "yachay/progress/v1/progress.grpc.pb.h"

namespace yachay::recommendation {

class ProgressRpc : public progress::v1::Progress::CallbackService {
 public:
  // All outlive it.
  struct Parts {
    const NextItems* next_items;
    const Roster* roster;
    const Sources* sources;
    const Texts* texts;
    service::Executor* executor;
    std::string default_language = "es";
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
    absl::StatusOr<std::vector<Forecast>> forecasts;
  };
  // All that is told of one learner.
  struct One {
    LearnerFacts facts;
    Learner learner;
    Advice next;
  };

  // Asks for all learners at once; goes on with what was found on the executor.
  void Ask(grpc::CallbackServerContext* context, grpc::ServerUnaryReactor* reactor,
           std::vector<std::string> learners, std::function<void(const Found&)> then) const;
  static Found FoundBy(const Asking& asking);
  // Asks for the learner, then what is next, and ends the call: OK with what `tell` has told.
  void AskOne(grpc::CallbackServerContext* context, grpc::ServerUnaryReactor* reactor, const std::string& id,
              std::function<void(const One&)> tell) const;
  // The language that texts of the learner are to be in.
  std::string LanguageOf(const std::string& asked, const Learner& learner) const;
  std::int64_t NowMs() const { return absl::ToUnixMillis(parts_.now()); }

  const Parts parts_;
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_PROGRESS_RPC_H_

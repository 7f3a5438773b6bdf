#include "adapters/gamification_access.h"

#include "adapters/progress_access.h"
#include "service/status.h"

namespace yachay::recommendation {

grpc::Status MayReadPlay(const service::Caller& caller, const std::string& learner,
                         const Enrolment& enrolment) {
  if (caller.Has(service::Role::kGameServer)) return grpc::Status::OK;
  if (caller.Has(service::Role::kTeacher) && !caller.MayReadLearner(learner)) {
    if (const absl::Status ready = enrolment.ready(); !ready.ok()) return service::ToGrpc(ready);
  }
  return MayReadLearner(caller, learner, *enrolment.roster);
}

}  // namespace yachay::recommendation

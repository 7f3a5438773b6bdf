#include "adapters/play_access.h"

#include "adapters/progress_access.h"

namespace yachay::recommendation {

grpc::Status MayAskFor(const service::Caller& caller, const std::string& learner,
                       const std::vector<service::FieldViolation>& violations) {
  if (!violations.empty()) return service::InvalidArgument(violations);
  if (caller.MayPlayWith(learner)) return grpc::Status::OK;
  return {grpc::StatusCode::PERMISSION_DENIED, "the caller's token does not allow to ask for this learner"};
}

grpc::Status MayReadPlay(const service::Caller& caller, const std::string& learner,
                         const Enrolment& enrolment) {
  if (caller.MayPlayWith(learner)) return grpc::Status::OK;
  if (caller.Has(service::Role::kTeacher) && !caller.MayReadLearner(learner)) {
    if (const absl::Status ready = enrolment.ready(); !ready.ok()) return service::ToGrpc(ready);
  }
  return MayReadLearner(caller, learner, *enrolment.roster);
}

bool MayReadRow(const service::Caller& caller, const std::string& learner, const Enrolment& enrolment) {
  return caller.Has(service::Role::kGameServer) || MayReadPlay(caller, learner, enrolment).ok();
}

}  // namespace yachay::recommendation

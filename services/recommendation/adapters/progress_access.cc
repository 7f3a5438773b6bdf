#include "adapters/progress_access.h"

#include <algorithm>

namespace yachay::recommendation {
namespace {

grpc::Status Answer(bool allowed) {
  if (allowed) return grpc::Status::OK;
  return {grpc::StatusCode::PERMISSION_DENIED, "the caller's token does not allow to read this"};
}

bool Teaches(const service::Caller& caller, const std::string& learner, const Roster& roster) {
  const std::vector<std::string> classrooms = roster.ClassroomsOf(learner);
  return caller.Has(service::Role::kTeacher) &&
         std::any_of(classrooms.begin(), classrooms.end(),
                     [&](const std::string& classroom) { return caller.MayReadClassroom(classroom); });
}

}  // namespace

grpc::Status MayReadLearner(const service::Caller& caller, const std::string& learner, const Roster& roster) {
  return Answer(caller.MayReadLearner(learner) || Teaches(caller, learner, roster));
}

grpc::Status MayReadClassroom(const service::Caller& caller, const std::string& classroom) {
  return Answer(caller.MayReadClassroom(classroom));
}

grpc::Status MayReadGuardianView(const service::Caller& caller, const std::string& learner) {
  return Answer(caller.MayReadLearner(learner));
}

}  // namespace yachay::recommendation

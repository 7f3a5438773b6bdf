// Who may read which progress: row by row, and nobody by default.
#ifndef RECOMMENDATION_ADAPTERS_PROGRESS_ACCESS_H_
#define RECOMMENDATION_ADAPTERS_PROGRESS_ACCESS_H_

#include <grpcpp/support/status.h>

#include <string>

#include "core/roster.h"
#include "service/caller.h"

namespace yachay::recommendation {

// Each OK or PERMISSION_DENIED, which says nothing about whether the row exists.
//
//                       service  guardian      teacher                   others
//   learner             all      their child   learners of a classroom   none
//   classroom           all      none          their classrooms          none
//   guardian's view     all      their child   none                      none
grpc::Status MayReadLearner(const service::Caller& caller, const std::string& learner, const Roster& roster);
grpc::Status MayReadClassroom(const service::Caller& caller, const std::string& classroom);
grpc::Status MayReadGuardianView(const service::Caller& caller, const std::string& learner);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_PROGRESS_ACCESS_H_

// Who may read what learners have won: row by row, and nobody by default.
#ifndef RECOMMENDATION_ADAPTERS_GAMIFICATION_ACCESS_H_
#define RECOMMENDATION_ADAPTERS_GAMIFICATION_ACCESS_H_

#include <grpcpp/support/status.h>

#include <functional>
#include <string>

#include "core/roster.h"
#include "service/caller.h"

namespace yachay::recommendation {

// Who is in which classroom; ready says UNAVAILABLE until all of it has been read. The roster outlives it.
struct Enrolment {
  const Roster* roster;
  std::function<absl::Status()> ready;
};

// OK, or PERMISSION_DENIED, which says nothing about whether the row exists; for a teacher UNAVAILABLE while
// it is not known who is in which classroom.
//
//                         service, game server   guardian      teacher                   others
//   profile, news         all                    their child   learners of a classroom   none
//   a learner's board     all                    their child   learners of a classroom   none
//   each row of a board   all                    their child   learners of a classroom   none
grpc::Status MayReadPlay(const service::Caller& caller, const std::string& learner,
                         const Enrolment& enrolment);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_GAMIFICATION_ACCESS_H_

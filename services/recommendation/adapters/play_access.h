// Whom a game may ask for, and who may read what learners have won: row by row, and nobody by default.
#ifndef RECOMMENDATION_ADAPTERS_PLAY_ACCESS_H_
#define RECOMMENDATION_ADAPTERS_PLAY_ACCESS_H_

#include <grpcpp/support/status.h>

#include <functional>
#include <string>
#include <vector>

#include "core/roster.h"
#include "service/caller.h"
#include "service/status.h"

namespace yachay::recommendation {

// Who is in which classroom; ready says UNAVAILABLE until all of it has been read. The roster outlives it.
struct Enrolment {
  const Roster* roster;
  std::function<absl::Status()> ready;
};

// PERMISSION_DENIED, which says nothing about whether the row exists, is for all but these. MayReadPlay: for
// a teacher UNAVAILABLE while it is not known who is in which classroom.
//
//                                   service   game server     guardian      teacher                   others
//   what is next, difficulty, bundle   all    its learners    none          none                      none
//   profile, news, a learner's board   all    its learners    their child   learners of a classroom   none
//   each row of such a board           all    all             their child   learners of a classroom   none
//
// Its learners: those of its token's claim `learners`, any without the claim. Whom it shows a board sees who
// is on it.
//
// MayAskFor: INVALID_ARGUMENT first, where the request has violations.
grpc::Status MayAskFor(const service::Caller& caller, const std::string& learner,
                       const std::vector<service::FieldViolation>& violations);
grpc::Status MayReadPlay(const service::Caller& caller, const std::string& learner,
                         const Enrolment& enrolment);
bool MayReadRow(const service::Caller& caller, const std::string& learner, const Enrolment& enrolment);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_PLAY_ACCESS_H_

#ifndef CLI_SIMULATE_VISIT_H_
#define CLI_SIMULATE_VISIT_H_

#include "absl/status/statusor.h"
#include "cli/simulate_play.h"

namespace yachay::simulate {

// The learners of the cohort each ask what to play now, play the first item, and the game reports it: shown,
// one answer, completed, all carrying the recommendation's id. An error: the catalogue could not be read.
// Learners who have not played before (see Play) are new to the services. Ids of events follow from the
// learner and options.life.end_ms.
absl::StatusOr<PlayResult> VisitAll(const PlayOptions& options);

}  // namespace yachay::simulate

#endif  // CLI_SIMULATE_VISIT_H_

#ifndef CLI_SIMULATE_WEEK_H_
#define CLI_SIMULATE_WEEK_H_

#include <cstdint>
#include <vector>

#include "cli/simulate_learners.h"
#include "cli/simulate_random.h"

namespace yachay::simulate {

// A session of play, in milliseconds since 1970 UTC and milliseconds.
struct Session {
  int64_t start_ms;
  int64_t duration_ms;
};

// UTC of the local midnight that began the learner's day, `back` days before the day of end_ms.
int64_t Midnight(const Learner& learner, int64_t end_ms, int back);

// `count` sessions over six local days from `first_day_ms`, between 07:00 and 23:00, none overlapping
// another: each day is cut into as many equal slots as it has sessions. Lengths lie around the mean in pairs,
// so that their mean is exact.
std::vector<Session> Week(const Learner& learner, int64_t first_day_ms, int count, Random& random);

}  // namespace yachay::simulate

#endif  // CLI_SIMULATE_WEEK_H_

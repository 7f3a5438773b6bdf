#ifndef CLI_SIMULATE_LIFE_H_
#define CLI_SIMULATE_LIFE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "cli/simulate_learners.h"
#include "cli/simulate_lessons.h"
#include "yachay/events/v1/events.pb.h"

namespace yachay::simulate {

struct LifeOptions {
  int64_t end_ms = 0;  // milliseconds since 1970 UTC; every event occurs at or before it
  int days = 14;       // 14 to 35; sessions fill the last 14, a first look at the game lies before
  std::string game_id = "yachay-demo";
};

// Everything that `learner` does, in the order of occurred_at: consents, profile, device, connection,
// preference; sessions with lessons and answers; levels, achievements, a purchase. The same learner, lessons
// and options give the same bytes, ids included. Sessions lie on the learner's local days D-13 … D-8 (first
// week) and D-6 … D-1 (second), D being the day of end_ms, so that the seven local days ending with D, and
// those ending with D-7, hold exactly one week's sessions. Achievements and levels are reached in the first
// week or before it. REQUIRES: lessons is not empty.
std::vector<yachay::events::v1::LearnerEvent> Live(const Learner& learner, const std::vector<Lesson>& lessons,
                                                   const LifeOptions& options);

}  // namespace yachay::simulate

#endif  // CLI_SIMULATE_LIFE_H_

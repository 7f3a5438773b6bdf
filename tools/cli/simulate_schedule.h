#ifndef CLI_SIMULATE_SCHEDULE_H_
#define CLI_SIMULATE_SCHEDULE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cli/simulate_life.h"

namespace yachay::simulate {

// One call of Publish.
struct Delivery {
  int64_t at_ms = 0;  // simulated time at which the game server sends it
  std::vector<yachay::events::v1::LearnerEvent> events;
  bool again = false;  // a batch that was sent before, sent again as it was
};

struct ScheduleOptions {
  size_t lanes = 4;  // game servers that send side by side; a learner stays in one
  size_t batch_events = 250;
};

// The calls of every lane, in the order to make them. Learners with a connection send at the end of each UTC
// day, so that batches mix learners. A late learner sends on their own: chunks of some days, held back by
// hours or days and so out of order, the last at the end; one chunk is sent a second time; consents, which
// the school tells, come before all. Every event is in exactly one Delivery that is not `again`. lives[i] are
// the events of learners[i], in time order. The same input gives the same calls.
std::vector<std::vector<Delivery>> Schedule(const std::vector<Learner>& learners,
                                            std::vector<std::vector<yachay::events::v1::LearnerEvent>> lives,
                                            const ScheduleOptions& options = {});

}  // namespace yachay::simulate

#endif  // CLI_SIMULATE_SCHEDULE_H_

#ifndef CLI_SIMULATE_DIARY_H_
#define CLI_SIMULATE_DIARY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "cli/simulate_learners.h"
#include "yachay/events/v1/events.pb.h"

namespace yachay::simulate {

// The UUID (version 8) of a learner's n-th event: the same learner and n give the same id.
std::string EventId(const Learner& learner, uint64_t n);

// Collects the events of one learner, in any order. `learner` must outlive it.
class Diary {
 public:
  Diary(const Learner& learner, std::string game_id) : learner_(learner), game_id_(std::move(game_id)) {}

  // A new event at `ms` since 1970 UTC; fill in its payload before the next call.
  yachay::events::v1::LearnerEvent& At(int64_t ms);

  // All of them in time order, with ids EventId(learner, first), EventId(learner, first + 1) … and the
  // device's sequence.
  std::vector<yachay::events::v1::LearnerEvent> Close(uint64_t first = 0);

 private:
  const Learner& learner_;
  const std::string game_id_;
  std::vector<yachay::events::v1::LearnerEvent> events_;
};

void SetDuration(google::protobuf::Duration* duration, int64_t ms);

}  // namespace yachay::simulate

#endif  // CLI_SIMULATE_DIARY_H_

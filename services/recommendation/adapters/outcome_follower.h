// Counts what becomes of recommendations while it happens: follows [recommendations] and [learner-events] and
// tells the probe. Both are keyed by learner and have the same number of partitions, so that the group's
// range assignment gives a pod the same learners of both, and each record is counted by one pod.
//
// Counts are for watching: a pod that restarts has forgotten the answers before. `yachay recommend evaluate`
// counts exactly.
#ifndef RECOMMENDATION_ADAPTERS_OUTCOME_FOLLOWER_H_
#define RECOMMENDATION_ADAPTERS_OUTCOME_FOLLOWER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "core/outcome_window.h"
#include "kafka/consumer.h"

namespace yachay::recommendation {

class Probe;

class OutcomeFollower {
 public:
  struct Topics {
    std::string recommendations, learner_events;
  };
  static constexpr std::size_t kWindow = 100'000;  // recommendations kept in memory, about 20 MB

  // The probe outlives it. INVALID_ARGUMENT: no brokers. A broker that is away is waited for.
  static absl::StatusOr<std::unique_ptr<OutcomeFollower>> Create(const std::string& brokers,
                                                                 const Topics& topics, Probe& probe);
  void Start();
  void Stop();  // idempotent
  kafka::Backlog backlog() { return consumer_->backlog(); }

 private:
  OutcomeFollower(Topics topics, Probe& probe);
  void Take(const kafka::ReceivedRecord& record);

  const Topics topics_;
  OutcomeWindow window_;
  std::unique_ptr<kafka::Consumer> consumer_;  // last: its thread uses the rest
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_OUTCOME_FOLLOWER_H_

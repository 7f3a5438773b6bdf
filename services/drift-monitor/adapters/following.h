// How the topic of predictions is followed: by one process, or by several that share its partitions.
#ifndef DRIFT_MONITOR_ADAPTERS_FOLLOWING_H_
#define DRIFT_MONITOR_ADAPTERS_FOLLOWING_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/prediction_follower.h"
#include "events/topics.h"
#include "kafka/consumer.h"

namespace yachay::drift_monitor {

// Sets a version's reference, as Monitor::SetReference, so that it survives a restart. Blocks until it
// counts.
using SetReferenceTo = std::function<absl::Status(const std::string& model, uint64_t version,
                                                  const std::shared_ptr<const drift::Reference>& reference)>;

// Keeps alive what its functions use.
struct Following {
  kafka::ConsumerHooks hooks;
  std::function<void(kafka::Consumer&)> start;
  std::function<void(kafka::Consumer&)> stop;
  std::function<absl::Status()> status;  // OK, or why nothing moves
  SetReferenceTo set_reference;
};

// One process a group; its state is in a folder, and is read back here. `monitor` outlives what is returned.
absl::StatusOr<Following> FollowAlone(Monitor& monitor, const std::string& state_dir,
                                      PredictionFollower::Ask ask, FollowerEvents events);

// Several processes a group; their state is on the topic of panes. Where one can only start anew, it ends as
// by SIGTERM. `keep_every`: as SharedFollowerOptions. `monitor` outlives what is returned.
absl::StatusOr<Following> FollowTogether(Monitor& monitor, const std::string& brokers,
                                         const events::Topics& topics, int keep_every,
                                         PredictionFollower::Ask ask, FollowerEvents events);

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_ADAPTERS_FOLLOWING_H_

// A thread that lets a RegistryFollower look at the registry again and again, and tells log and metrics what
// it met.
#ifndef INFERENCE_ADAPTERS_REGISTRY_POLLER_H_
#define INFERENCE_ADAPTERS_REGISTRY_POLLER_H_

#include <thread>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "core/registry_follower.h"

namespace yachay::inference {

class Probe;

class RegistryPoller {
 public:
  // Looks at once, then after every `interval`. The follower outlives it.
  RegistryPoller(RegistryFollower& follower, absl::Duration interval);
  ~RegistryPoller();  // Stop().
  RegistryPoller(const RegistryPoller&) = delete;
  RegistryPoller& operator=(const RegistryPoller&) = delete;

  // Returns when the round that runs is over. May be called again.
  void Stop();

 private:
  absl::Notification stop_;
  std::thread thread_;
};

// Logs what happens and counts it. `probe` outlives the follower that is given it.
FollowListener TellLogAndProbe(Probe& probe);

}  // namespace yachay::inference

#endif  // INFERENCE_ADAPTERS_REGISTRY_POLLER_H_

// Keeps a ModelStore in step with a registry: reads the aliases, loads what they name, refuses what is
// broken, and publishes one new snapshot when anything changed.
//
// Poll takes as long as the files do; call it from one thread, again and again. Nothing it meets stops it:
// what cannot be read is told to the listener and leaves what serves as it is.
#ifndef INFERENCE_CORE_REGISTRY_FOLLOWER_H_
#define INFERENCE_CORE_REGISTRY_FOLLOWER_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "core/follow_plan.h"
#include "core/model_store.h"
#include "models/registry.h"

namespace yachay::inference {

// What there is to log and count. Each is optional and called by Poll, on its thread.
struct FollowListener {
  std::function<void(const VersionKey&, const LoadedModel&)> loaded;
  std::function<void(const VersionKey&, const absl::Status& reason)> refused;  // on every try
  std::function<void(const VersionKey&)> unloaded;
  // `from` is 0 when the alias served nothing, `to` is 0 when it serves nothing now.
  std::function<void(const std::string& model, const std::string& alias, uint64_t from, uint64_t to)> moved;
  // Once per change of the message, "" model: the registry as a whole. OK: it can be read again.
  std::function<void(const std::string& model, const absl::Status&)> registry_state;
  std::function<void()> read_failed;  // on every try
};

class RegistryFollower {
 public:
  struct Options {
    std::vector<std::string> models;  // to follow; empty: all that the registry has
    FollowOptions follow;
    absl::Duration patience = absl::Seconds(5);  // at most so long a load that replaces what serves rests
  };

  // The three outlive the follower.
  RegistryFollower(Options options, const models::Registry& registry, ModelStore& store,
                   FollowListener listener);

  void Poll(absl::Time now);

 private:
  RegistryView ReadRegistry();
  void Tell(const std::string& model, const absl::Status& status);
  void Load(const VersionKey& key, absl::Time now);
  bool Settle(const RegistryView& registry);
  void TellMoves(const std::string& model, const Aliases& from, const Aliases& to) const;

  const Options options_;
  const models::Registry& registry_;
  ModelStore& store_;
  const FollowListener listener_;
  Held held_;
  Snapshot next_;
  // What served until the last change: kept, so that a version's memory is freed by Poll and by no request.
  std::shared_ptr<const Snapshot> before_;
};

}  // namespace yachay::inference

#endif  // INFERENCE_CORE_REGISTRY_FOLLOWER_H_

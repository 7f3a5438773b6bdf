// The versions that are loaded, as one snapshot that is swapped whole: a call that found its model keeps it
// alive to its end, and a call that comes after the swap finds the new one. No call ever sees half of a
// change.
//
//   auto model = store.Find({.model = "engagement", .alias = "champion"});
//
// Thread-safe. The mutex is held while one pointer is copied, never while a model is loaded or a row scored.
// (std::atomic<std::shared_ptr> is a spin lock in GCC 12, and one that releases its loads with relaxed
// order.)
#ifndef INFERENCE_CORE_MODEL_STORE_H_
#define INFERENCE_CORE_MODEL_STORE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "core/follow_plan.h"

namespace yachay::inference {

class LoadedModel;

// A version that was tried: `model` when it is ready, `reason` when it was refused.
struct Version {
  std::shared_ptr<const LoadedModel> model;
  std::string reason;
  absl::Time decided_at;
};

struct Snapshot {
  std::map<VersionKey, Version> versions;
  std::map<std::string, Aliases, std::less<>> serving;  // by model; every version in it is ready
  std::map<std::string, std::string> unreadable;  // by model, "" the list of models: why the registry said no
};

// A version when it is not 0, else an alias; an empty alias means "champion".
struct Selector {
  std::string model;
  std::string alias;
  uint64_t version = 0;
};

class ModelStore {
 public:
  // NOT_FOUND says what is loaded instead and what to do.
  absl::StatusOr<std::shared_ptr<const LoadedModel>> Find(const Selector& selector) const;

  std::shared_ptr<const Snapshot> Current() const ABSL_LOCKS_EXCLUDED(mutex_);
  // What was current before: requests may hold it still, and the last holder frees its models.
  std::shared_ptr<const Snapshot> Publish(std::shared_ptr<const Snapshot> next) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  mutable absl::Mutex mutex_;
  std::shared_ptr<const Snapshot> current_ ABSL_GUARDED_BY(mutex_) = std::make_shared<const Snapshot>();
};

}  // namespace yachay::inference

#endif  // INFERENCE_CORE_MODEL_STORE_H_

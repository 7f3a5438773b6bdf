// Who watches which learner on this pod.
#ifndef RECOMMENDATION_ADAPTERS_WATCHERS_H_
#define RECOMMENDATION_ADAPTERS_WATCHERS_H_

#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "adapters/watch_stream.h"

namespace yachay::recommendation {

// Thread-safe.
class Watchers {
 public:
  explicit Watchers(std::size_t most = 10'000) : most_(most) {}

  // RESOURCE_EXHAUSTED: as many as there may be. UNAVAILABLE: closed.
  absl::Status Add(std::shared_ptr<WatchStream> stream);
  void Remove(WatchStream* stream);
  void Publish(const ToldReward& told);
  // Something happened to the learner, at this place on the log, that may change what is next.
  void Wake(const std::string& learner_id, const EventPlace& at);
  // Ends all, and refuses further ones: for the drain.
  void Close();

  std::size_t size() const;

 private:
  const std::size_t most_;
  mutable absl::Mutex mutex_;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::multimap<std::string, std::shared_ptr<WatchStream>> streams_ ABSL_GUARDED_BY(mutex_);  // by learner
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_WATCHERS_H_

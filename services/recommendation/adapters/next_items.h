// What a learner should play next, for those who watch: as Recommend ranks it, but without chance and without
// a record on the log, because nothing was shown.
#ifndef RECOMMENDATION_ADAPTERS_NEXT_ITEMS_H_
#define RECOMMENDATION_ADAPTERS_NEXT_ITEMS_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "adapters/dependencies.h"
#include "adapters/shelf_cache.h"
#include "core/policy.h"
#include "service/executor.h"

namespace yachay::recommendation {

// Thread-safe.
class NextItems {
 public:
  // All outlive it. Ranking runs on the executor.
  struct Parts {
    ShelfCache* shelves;
    const Dependencies* dependencies;
    service::Executor* executor;
    Policy policy = {};
    std::function<absl::Time()> now;
  };
  explicit NextItems(Parts parts);

  // `done` is called with content ids, best first; not at all when the feature store does not answer, or when
  // the executor is full: a hint can wait for the next event. after: with the effect of this event.
  void Ask(const std::string& learner_id, int count, std::optional<EventPlace> after,
           std::function<void(std::vector<std::string>)> done) const;

 private:
  std::vector<std::string> Rank(const Known& known, int count) const;

  Parts parts_;
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_NEXT_ITEMS_H_

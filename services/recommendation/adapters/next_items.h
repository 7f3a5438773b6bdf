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
#include "yachay/recommendation/v1/recommendation.pb.h"

namespace yachay::recommendation {

// What to play next, and what that rests on.
struct Hint {
  std::vector<std::string> content_ids;  // best first
  v1::Fallback fallback = v1::FALLBACK_NONE;
  bool personal = false;

  // Whether the feature store answered.
  bool knows_learner() const {
    return fallback != v1::FALLBACK_NO_FEATURES && fallback != v1::FALLBACK_NO_FEATURES_NO_SCORES;
  }
  bool operator==(const Hint& other) const = default;
};

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

  // `done` is called with the hint; not at all when the executor is full: it can wait for the next event.
  // after: with the effect of this event.
  void Ask(const std::string& learner_id, int count, std::optional<EventPlace> after,
           std::function<void(Hint)> done) const;

 private:
  Hint Rank(const Known& known, int count) const;

  Parts parts_;
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_NEXT_ITEMS_H_

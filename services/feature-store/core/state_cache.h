#ifndef FEATURE_STORE_CORE_STATE_CACHE_H_
#define FEATURE_STORE_CORE_STATE_CACHE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"
#include "features/learner_state.h"

namespace yachay::feature_store {

using StatePtr = std::shared_ptr<const features::LearnerState>;  // null: not known

// Decoded states of the learners that were read last, so that a read need not fetch and decode them again.
// Right only where all writes go through it: a store that other processes write to must not have one.
// Thread-safe.
//
//   const auto found = cache.Find(ids);          // read the rest from the store …
//   cache.Fill(found.sequence, id, state);       // … and keep it, unless something was written meanwhile
class StateCache {
 public:
  // Keeps between capacity / 2 and capacity states; 0: none.
  explicit StateCache(std::size_t capacity) : half_((capacity + 1) / 2) {}

  struct Found {
    std::uint64_t sequence = 0;
    std::vector<StatePtr> states;      // as long as the ids
    std::vector<std::size_t> missing;  // which of them are not here
  };
  Found Find(absl::Span<const std::string> ids);

  // Keeps states that were read from the store after Find gave `sequence`.
  void Fill(std::uint64_t sequence, absl::Span<const std::string> ids, absl::Span<const std::size_t> which,
            absl::Span<const StatePtr> states);

  // To be called when these learners' states were written, before anybody is told that they were.
  void Written(absl::Span<const std::string> ids);

 private:
  using States = std::unordered_map<std::string, StatePtr>;
  StatePtr FindOne(const std::string& id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Keep(const std::string& id, StatePtr state) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::size_t half_;
  absl::Mutex mutex_;
  std::uint64_t sequence_ ABSL_GUARDED_BY(mutex_) = 0;
  // What is asked for moves to the young; when they are many the old go, and the young are the old.
  States young_ ABSL_GUARDED_BY(mutex_);
  States old_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_CORE_STATE_CACHE_H_

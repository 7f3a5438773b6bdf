#ifndef RECOMMENDATION_CORE_OUTCOME_WINDOW_H_
#define RECOMMENDATION_CORE_OUTCOME_WINDOW_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>

#include "absl/container/flat_hash_map.h"

namespace yachay::recommendation {

// What can become of an answer, each at most once: an item was taken up, left, brought to its end, brought to
// its end with at least half of the points (or with none to be had).
enum class OutcomeKind { kTaken, kAbandoned, kCompleted, kSucceeded };
inline constexpr int kOutcomeKinds = 4;

// "taken", "abandoned", "completed", "succeeded".
const char* Name(OutcomeKind kind);

// Joins answers with what became of them, whichever is read first, over the last `most` recommendations heard
// of; what comes later than that is not counted. Not thread-safe.
class OutcomeWindow {
 public:
  // What ordered the answer, and how much it rested on.
  struct Source {
    std::string policy, fallback;
  };
  using Count = std::function<void(const Source&, OutcomeKind)>;  // told of each outcome once

  explicit OutcomeWindow(std::size_t most, Count count) : most_(most), count_(std::move(count)) {}

  void Answered(const std::string& recommendation_id, Source source);
  void Happened(const std::string& recommendation_id, OutcomeKind kind);

  std::size_t size() const { return known_.size(); }

 private:
  struct Known {
    Source source;          // empty policy: not read yet
    unsigned happened = 0;  // bits of OutcomeKind
  };
  Known& Find(const std::string& recommendation_id);

  const std::size_t most_;
  const Count count_;
  absl::flat_hash_map<std::string, Known> known_;
  std::deque<std::string> oldest_first_;
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_OUTCOME_WINDOW_H_

#ifndef FEATURES_EVENT_WINDOW_H_
#define FEATURES_EVENT_WINDOW_H_

#include <cstdint>
#include <deque>
#include <map>

#include "features/event_id.h"

namespace yachay::features {

// What of one learner's log was already applied: the offset reached per partition, and the ids of the last
// 4,096 events of 30 days, counted by the day they were received (log time, not a clock: a replay forgets the
// same ids). A batch that is sent again later than that is taken for new. Stored in the same atomic write as
// the learner's state.
class EventWindow {
 public:
  static constexpr std::size_t kMaxIds = 4096;
  static constexpr std::int32_t kDays = 30;

  struct Entry {
    EventId id;
    std::int32_t day = 0;  // received, days since 1970 UTC

    bool operator==(const Entry&) const = default;
  };

  // False when offset ≤ the highest one given before for this partition.
  bool Advance(std::int32_t partition, std::int64_t offset);
  // False when the id is in the window. The newest day ever given makes older entries go.
  bool Insert(const EventId& id, std::int32_t received_day);

  const std::deque<Entry>& entries() const { return entries_; }
  const std::map<std::int32_t, std::int64_t>& offsets() const { return offsets_; }
  // From what the two above gave.
  void Restore(std::deque<Entry> entries, std::map<std::int32_t, std::int64_t> offsets);

  bool operator==(const EventWindow&) const = default;

 private:
  std::deque<Entry> entries_;  // in the order of insertion
  std::map<std::int32_t, std::int64_t> offsets_;
};

}  // namespace yachay::features

#endif  // FEATURES_EVENT_WINDOW_H_

#ifndef FEATURES_EVENT_WINDOW_H_
#define FEATURES_EVENT_WINDOW_H_

#include <array>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "features/event_id.h"

namespace yachay::features {

// What of one learner's log was already applied: the offset reached per partition, and the ids of the last
// 4,096 events of 30 days, counted by the day they were received (log time, not a clock: a replay forgets the
// same ids). A batch that is sent again later than that is taken for new. Stored in the same atomic write as
// the learner's state.
//
// The ids lie in buckets by their hash, so that an event reads and writes one bucket of 2 KiB, not all 64
// KiB. A window whose buckets are not all restored may be asked only for ids of those that are.
class EventWindow {
 public:
  static constexpr std::size_t kMaxIds = 4096;
  static constexpr std::int32_t kDays = 30;
  static constexpr std::size_t kBuckets = 32;

  struct Entry {
    EventId id;
    std::uint64_t number = 0;  // counted by insertion
    std::int32_t day = 0;      // received, days since 1970 UTC

    bool operator==(const Entry&) const = default;
  };
  using Bucket = std::vector<Entry>;  // by number; may hold some that have left the window

  // All but the ids.
  struct Head {
    std::map<std::int32_t, std::int64_t> offsets;  // the highest one given, per partition
    std::uint64_t next_number = 0;
    std::int32_t newest_day = INT32_MIN;  // ever inserted

    bool operator==(const Head&) const = default;
  };

  static std::size_t BucketOf(const EventId& id);

  // False when offset ≤ the highest one given before for this partition.
  bool Advance(std::int32_t partition, std::int64_t offset);
  // False when the id is in the window. The newest day ever given makes older entries go.
  bool Insert(const EventId& id, std::int32_t received_day);

  const Head& head() const { return head_; }
  const Bucket& bucket(std::size_t index) const { return buckets_.at(index); }
  bool changed(std::size_t index) const { return changed_.at(index); }  // since it was restored
  // From what the two above gave.
  void Restore(Head head) { head_ = std::move(head); }
  void Restore(std::size_t index, Bucket bucket);

  // Of head and entries.
  bool operator==(const EventWindow& other) const {
    return head_ == other.head_ && buckets_ == other.buckets_;
  }

 private:
  bool Holds(const Entry& entry) const;

  Head head_;
  std::array<Bucket, kBuckets> buckets_;
  std::array<bool, kBuckets> changed_{};
};

}  // namespace yachay::features

#endif  // FEATURES_EVENT_WINDOW_H_

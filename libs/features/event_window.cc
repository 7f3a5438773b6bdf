#include "features/event_window.h"

#include <algorithm>
#include <utility>

namespace yachay::features {

std::size_t EventWindow::BucketOf(const EventId& id) {
  constexpr std::uint64_t kSpread = 0x9e3779b97f4a7c15;  // some ids differ in a few bits only
  static_assert(kBuckets == 32);
  return static_cast<std::size_t>(((id.low ^ id.high) * kSpread) >> 59);
}

bool EventWindow::Advance(std::int32_t partition, std::int64_t offset) {
  const auto [it, first] = head_.offsets.try_emplace(partition, offset);
  if (first) return true;
  if (offset <= it->second) return false;
  it->second = offset;
  return true;
}

bool EventWindow::Holds(const Entry& entry) const {
  const bool recent = entry.number + kMaxIds >= head_.next_number;
  return recent && std::int64_t{entry.day} + kDays >= head_.newest_day;
}

bool EventWindow::Insert(const EventId& id, std::int32_t received_day) {
  const std::size_t index = BucketOf(id);
  Bucket& bucket = buckets_[index];
  if (std::any_of(bucket.begin(), bucket.end(), [&](const Entry& e) { return e.id == id && Holds(e); }))
    return false;
  head_.newest_day = std::max(head_.newest_day, received_day);
  bucket.push_back({id, head_.next_number++, received_day});
  std::erase_if(bucket, [&](const Entry& e) { return !Holds(e); });
  changed_[index] = true;
  return true;
}

void EventWindow::Restore(std::size_t index, Bucket bucket) {
  buckets_.at(index) = std::move(bucket);
  changed_[index] = false;
}

}  // namespace yachay::features

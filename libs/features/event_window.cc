#include "features/event_window.h"

#include <algorithm>
#include <utility>

namespace yachay::features {

bool EventWindow::Advance(std::int32_t partition, std::int64_t offset) {
  const auto [it, first] = offsets_.try_emplace(partition, offset);
  if (first) return true;
  if (offset <= it->second) return false;
  it->second = offset;
  return true;
}

bool EventWindow::Insert(const EventId& id, std::int32_t received_day) {
  // From the back: what is sent again was mostly sent just before.
  if (std::any_of(entries_.rbegin(), entries_.rend(), [&](const Entry& e) { return e.id == id; }))
    return false;
  entries_.push_back({id, received_day});
  while (entries_.size() > kMaxIds || entries_.front().day < received_day - kDays) entries_.pop_front();
  return true;
}

void EventWindow::Restore(std::deque<Entry> entries, std::map<std::int32_t, std::int64_t> offsets) {
  entries_ = std::move(entries);
  offsets_ = std::move(offsets);
}

}  // namespace yachay::features

#include "features/play_days.h"

#include <algorithm>
#include <utility>

namespace yachay::features {

std::int32_t LocalDay(std::int64_t utc_ms, std::int64_t utc_offset_ms) {
  const std::int64_t local = utc_ms + utc_offset_ms;
  const std::int64_t day = local / kDayMs - (local % kDayMs < 0 ? 1 : 0);
  return static_cast<std::int32_t>(day);
}

PlayDay* PlayDays::At(std::int32_t day) {
  if (!days_.empty() && day <= days_.back().day - kDays) return nullptr;
  auto it = std::lower_bound(days_.begin(), days_.end(), day,
                             [](const PlayDay& d, std::int32_t n) { return d.day < n; });
  if (it == days_.end() || it->day != day) it = days_.insert(it, PlayDay{.day = day});
  const std::int32_t oldest = days_.back().day - kDays + 1;
  const auto gone =
      std::find_if(days_.begin(), days_.end(), [&](const PlayDay& d) { return d.day >= oldest; });
  const auto index = it - gone;
  days_.erase(days_.begin(), gone);
  return &days_[static_cast<std::size_t>(index)];
}

void PlayDays::SessionStarted(std::int32_t day) {
  if (PlayDay* d = At(day)) ++d->started;
}

void PlayDays::SessionEnded(std::int32_t day, std::int64_t played_ms) {
  PlayDay* d = At(day);
  if (d == nullptr) return;
  ++d->ended;
  d->played_ms += played_ms;
}

PlayDays::Totals PlayDays::Sum(std::int32_t last, std::int32_t count) const {
  Totals totals;
  for (const PlayDay& d : days_) {
    if (d.day > last || d.day <= last - count) continue;
    totals.started += d.started;
    totals.ended += d.ended;
    totals.played_ms += d.played_ms;
    if (d.played_ms > 0) ++totals.days_played;
  }
  return totals;
}

bool PlayDays::Restore(std::vector<PlayDay> days) {
  const bool ascending = std::adjacent_find(days.begin(), days.end(), [](const PlayDay& a, const PlayDay& b) {
                           return a.day >= b.day;
                         }) == days.end();
  if (!ascending || days.size() > static_cast<std::size_t>(kDays)) return false;
  days_ = std::move(days);
  return true;
}

}  // namespace yachay::features

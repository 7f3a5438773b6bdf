#include "gamification/days.h"

#include <algorithm>
#include <bit>
#include <deque>

namespace yachay::gamification {
namespace {

constexpr std::int32_t WordOf(std::int32_t day) { return day >= 0 ? day / 64 : -((63 - day) / 64); }
constexpr std::uint64_t BitOf(std::int32_t day) { return std::uint64_t{1} << (day & 63); }
constexpr std::int32_t kFarthestWord = 50'000;  // beyond the year 9999

}  // namespace

void Days::Add(std::int32_t day) {
  const std::int32_t word = WordOf(day);
  if (words_.empty()) base_ = word;
  const std::int32_t end = std::max(base_ + static_cast<std::int32_t>(words_.size()), word + 1);
  constexpr auto kMax = static_cast<std::int32_t>(kMaxWords);
  if (word < end - kMax) return;  // too long ago
  if (word < base_) {
    words_.insert(words_.begin(), static_cast<std::size_t>(base_ - word), 0);
    base_ = word;
  }
  words_.resize(static_cast<std::size_t>(end - base_));
  words_[static_cast<std::size_t>(word - base_)] |= BitOf(day);
  const auto keep = std::find_if(words_.begin() + std::max(0, end - kMax - base_), words_.end(),
                                 [](std::uint64_t bits) { return bits != 0; });
  base_ += static_cast<std::int32_t>(keep - words_.begin());
  words_.erase(words_.begin(), keep);
}

bool Days::Has(std::int32_t day) const {
  const std::int32_t index = WordOf(day) - base_;
  if (index < 0 || index >= static_cast<std::int32_t>(words_.size())) return false;
  return (words_[static_cast<std::size_t>(index)] & BitOf(day)) != 0;
}

std::int32_t Days::first() const { return base_ * 64 + std::countr_zero(words_.front()); }

std::int32_t Days::last() const {
  return (base_ + static_cast<std::int32_t>(words_.size())) * 64 - 1 - std::countl_zero(words_.back());
}

std::int32_t Days::count() const {
  std::int32_t count = 0;
  for (const std::uint64_t bits : words_) count += std::popcount(bits);
  return count;
}

bool Days::Restore(std::int32_t base, std::vector<std::uint64_t> words) {
  if (words.size() > kMaxWords || base < -kFarthestWord || base > kFarthestWord) return false;
  if (!words.empty() && (words.front() == 0 || words.back() == 0)) return false;
  base_ = base;
  words_ = std::move(words);
  return true;
}

Streak StreakOf(const Days& days, std::int32_t freezes_per_week, std::int32_t today) {
  Streak streak{0, 0, freezes_per_week};
  if (days.empty() || days.first() > today) return streak;
  std::deque<std::int32_t> missed;  // of the week and the stretch that the walk is in
  for (std::int32_t day = days.first(); day <= today; ++day) {
    if (WeekOf(day) != WeekOf(day - 1)) missed.clear();
    if (days.Has(day)) {
      streak.best = std::max(streak.best, ++streak.current);
      continue;
    }
    if (day == today) break;  // it is not over
    missed.push_back(day);
    if (missed.size() <= static_cast<std::size_t>(freezes_per_week)) continue;
    // The stretch now begins after the first day missed in this week.
    streak.current = 0;
    for (std::int32_t d = missed.front() + 1; d < day; ++d) streak.current += days.Has(d) ? 1 : 0;
    missed.pop_front();
  }
  streak.freezes_left = std::max(0, freezes_per_week - static_cast<std::int32_t>(missed.size()));
  return streak;
}

}  // namespace yachay::gamification

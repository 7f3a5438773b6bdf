#ifndef GAMIFICATION_DAYS_H_
#define GAMIFICATION_DAYS_H_

#include <cstdint>
#include <vector>

// Days are the learner's local days, counted from 1970-01-01; weeks begin on Monday, counted from that of
// 1969-12-29.
namespace yachay::gamification {

constexpr std::int32_t WeekOf(std::int32_t day) { return day >= -3 ? (day + 3) / 7 : -((3 - day) / 7); }
constexpr std::int32_t MondayOf(std::int32_t week) { return week * 7 - 3; }

// A set of days, one bit each: those of the newest 4,096 or so (11 years, 512 bytes); older ones fall off.
// The same days added in any order leave the same set, as long as they lie within that.
class Days {
 public:
  static constexpr std::size_t kMaxWords = 64;

  void Add(std::int32_t day);
  bool Has(std::int32_t day) const;
  bool empty() const { return words_.empty(); }
  std::int32_t first() const;  // REQUIRES: not empty, as last()
  std::int32_t last() const;
  std::int32_t count() const;

  std::int32_t base() const { return base_; }  // number of the first word
  const std::vector<std::uint64_t>& words() const { return words_; }
  // From what the two above gave; false when that cannot be.
  bool Restore(std::int32_t base, std::vector<std::uint64_t> words);

  bool operator==(const Days&) const = default;

 private:
  std::int32_t base_ = 0;             // the first word holds the days from base · 64
  std::vector<std::uint64_t> words_;  // neither the first nor the last is 0
};

// Days in a row. In each week so many missed days as `freezes_per_week` do not break the row, but they do not
// count in it either. So a streak is the longest stretch of days in which no week misses more than that, and
// a day that comes late can only lengthen it.
struct Streak {
  std::int32_t current = 0;  // active days of the stretch that ends today, or yesterday while today is open
  std::int32_t best = 0;
  std::int32_t freezes_left = 0;  // of this week

  bool operator==(const Streak&) const = default;
};
// As of `today`; later days do not count. freezes_per_week: 0 to 6.
Streak StreakOf(const Days& days, std::int32_t freezes_per_week, std::int32_t today);

}  // namespace yachay::gamification

#endif  // GAMIFICATION_DAYS_H_

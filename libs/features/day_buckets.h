#ifndef FEATURES_DAY_BUCKETS_H_
#define FEATURES_DAY_BUCKETS_H_

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace yachay::features {

// A T for each of the learner's local days that had an event: the newest of them and the kLate days before
// it. A late event is patched into its day; one older than that has no bucket. Which days are kept does not
// depend on the order of arrival.
template <typename T>
class DayBuckets {
 public:
  static constexpr std::int32_t kLate = 35;  // the longest window, and a week to be late
  static constexpr std::size_t kMaxDays = kLate + 1;

  struct Bucket {
    std::int32_t day = 0;
    T value{};

    bool operator==(const Bucket&) const = default;
  };

  // The day's bucket, made when there is none; nullptr: the day is too long ago. The next call invalidates
  // it.
  T* At(std::int32_t day) {
    if (!buckets_.empty() && day < buckets_.back().day - kLate) return nullptr;
    auto it = std::lower_bound(buckets_.begin(), buckets_.end(), day,
                               [](const Bucket& b, std::int32_t n) { return b.day < n; });
    if (it == buckets_.end() || it->day != day) it = buckets_.insert(it, Bucket{day, {}});
    const std::int32_t oldest = buckets_.back().day - kLate;
    const auto gone =
        std::find_if(buckets_.begin(), buckets_.end(), [&](const Bucket& b) { return b.day >= oldest; });
    const auto index = static_cast<std::size_t>(it - gone);
    buckets_.erase(buckets_.begin(), gone);
    return &buckets_[index].value;
  }

  // Calls `visit` with each bucket of the `count` days that end with `last`, ascending.
  template <typename F>
  void ForEach(std::int32_t last, std::int32_t count, F visit) const {
    for (const Bucket& b : buckets_) {
      if (b.day <= last && b.day > last - count) visit(b);
    }
  }

  const std::vector<Bucket>& buckets() const { return buckets_; }  // ascending, at most kMaxDays
  // From what buckets() gave; false when not ascending, too many or beyond the year 9999.
  bool Restore(std::vector<Bucket> buckets) {
    const bool ascending =
        std::adjacent_find(buckets.begin(), buckets.end(),
                           [](const Bucket& a, const Bucket& b) { return a.day >= b.day; }) == buckets.end();
    if (!ascending || buckets.size() > kMaxDays) return false;
    if (!buckets.empty() && (buckets.front().day < -kFarthest || buckets.back().day > kFarthest))
      return false;
    buckets_ = std::move(buckets);
    return true;
  }

  bool operator==(const DayBuckets&) const = default;

 private:
  static constexpr std::int32_t kFarthest = 3'000'000;

  std::vector<Bucket> buckets_;
};

}  // namespace yachay::features

#endif  // FEATURES_DAY_BUCKETS_H_

#ifndef FEATURES_AGGREGATE_H_
#define FEATURES_AGGREGATE_H_

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "features/day_buckets.h"
#include "features/event_id.h"
#include "features/event_schema.h"

// What is kept of the events that one accumulator of a plan (features/plan.h) takes: just enough to read its
// aggregates from. The same events in any order leave the same aggregate. `at_ms` is the latest event taken,
// unless stated otherwise.
namespace yachay::features {

inline constexpr std::size_t kMaxDistinct = 4096;      // ids of one set; further ones are not counted
inline constexpr std::size_t kMaxDistinctOfDay = 256;  // ids of one set of one day
inline constexpr double kFractionsPerUnit = 1e6;       // sums of fields with fractions are in millionths

// Count and exact sum: of whole fields as they are, of others in millionths.
struct Tally {
  std::uint64_t count = 0;
  std::int64_t sum = 0;

  // Sums stop at the largest number instead of overflowing.
  void Add(const Tally& other) {
    count += other.count;
    if (__builtin_add_overflow(sum, other.sum, &sum)) sum = INT64_MAX;
  }
  bool operator==(const Tally&) const = default;
};

struct Totals {
  Tally tally;
  std::int64_t at_ms = kNever;
  bool operator==(const Totals&) const = default;
};
struct Extreme {
  double value = 0;
  std::int64_t at_ms = kNever;  // when it was reached first
  bool operator==(const Extreme&) const = default;
};
struct Newest {
  double number = 0;
  std::string text;
  Stamp stamp;
  bool operator==(const Newest&) const = default;
};
struct Ids {
  std::vector<std::uint64_t> ids;  // 64-bit hashes, ascending
  std::int64_t at_ms = kNever;
  bool operator==(const Ids&) const = default;
};
struct DailyTallies {
  DayBuckets<Tally> days;
  std::int64_t at_ms = kNever;
  bool operator==(const DailyTallies&) const = default;
};
struct DailyExtremes {
  DayBuckets<Extreme> days;
  std::int64_t at_ms = kNever;
  bool operator==(const DailyExtremes&) const = default;
};
struct DailyIds {
  DayBuckets<std::vector<std::uint64_t>> days;
  std::int64_t at_ms = kNever;
  bool operator==(const DailyIds&) const = default;
};

using Aggregate = std::variant<Totals, Extreme, Newest, Ids, DailyTallies, DailyExtremes, DailyIds>;

// In the order of Aggregate.
enum class AggregateKind { kTotals, kExtreme, kNewest, kIds, kDailyTallies, kDailyExtremes, kDailyIds };

// What an event adds.
struct Addition {
  FieldValue value;      // std::monostate: the event alone counts
  Stamp stamp;           // of the event
  std::int32_t day = 0;  // its local day
  bool least = false;    // extremes keep the least instead of the greatest
};
void Add(Aggregate& aggregate, const Addition& addition);
Aggregate EmptyAggregate(AggregateKind kind);

}  // namespace yachay::features

#endif  // FEATURES_AGGREGATE_H_

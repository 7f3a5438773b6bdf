#ifndef FEATURES_PLAN_H_
#define FEATURES_PLAN_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "features/aggregate.h"
#include "features/event_schema.h"

namespace yachay::features {

// "correct == true", "duration_ms > 0", "skill_ids has fractions". An event that says nothing in the field
// does not hold.
struct Condition {
  enum class Op { kIs, kIsNot, kBelow, kAtMost, kAbove, kAtLeast, kHas };
  const EventField* field = nullptr;
  Op op = Op::kIs;
  std::variant<double, std::string> operand;

  bool Holds(const events::Event& event) const;
};

// Which events go into an aggregate, and what of them.
struct Accumulator {
  std::uint64_t id = 0;  // hash of the definition: features that need the same share one
  AggregateKind kind = AggregateKind::kTotals;
  const EventKind* event = nullptr;
  const EventField* field = nullptr;  // nullptr: the event alone counts
  std::vector<Condition> where;       // all must hold
  bool least = false;                 // extremes: the least
};

// A learner's aggregates by the id of their accumulator, ascending; only those that took an event.
using Aggregates = std::vector<std::pair<std::uint64_t, Aggregate>>;

// nullptr: no event was taken.
const Aggregate* FindAggregate(const Aggregates& aggregates, std::uint64_t id);

// All accumulators of a set of views. Immutable once built.
class Plan {
 public:
  void Add(const Accumulator& accumulator);

  // Forgets all that was not taken from events of these names.
  void KeepOnly(absl::Span<const std::string_view> events, Aggregates* aggregates) const;

  void Fold(Aggregates& aggregates, const events::Event& event, const Stamp& stamp) const;

  // Equal for equal sets of accumulators: states folded by plans of one hash are the same.
  std::uint64_t hash() const;

 private:
  std::vector<Accumulator> all_;                      // by id
  std::vector<std::vector<std::size_t>> by_payload_;  // indexes into all_
};

}  // namespace yachay::features

#endif  // FEATURES_PLAN_H_

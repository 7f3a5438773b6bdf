#ifndef FEATURES_EXPRESSION_H_
#define FEATURES_EXPRESSION_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "features/builtins.h"
#include "features/plan.h"

// How a declared feature is read from the aggregates of a learner: one term, or one divided by another.
namespace yachay::features {

enum class Function {
  kCount,  // events; 0 when there is none
  kAny,    // 1 when there is an event, else 0
  kSum,    // 0 when there is none
  kMean,   // null when there is none, as are those below but for distinct
  kMin,    // of all that happened: at the time it was reached first
  kMax,
  kLast,        // by event time
  kDistinct,    // how many different values; 0 when there is none
  kEwma,        // mean over 28 days, a day's weight halved every half_life_days
  kTimeSince,   // milliseconds from the latest event to as_of
  kYearsSince,  // the local calendar year of as_of less the latest value
};

// A function by the name that views give it ("count" … "years_since").
struct FunctionName {
  const char* name;
  Function function;
};
absl::Span<const FunctionName> FunctionNames();

struct Term {
  Function function = Function::kCount;
  std::int32_t window_days = 0;  // local days that end with as_of's; 0: all that happened, also after as_of
  double divide_by = 1;
  double half_life_days = 0;
  Accumulator accumulator;
};

struct Expression {
  Term term;
  std::optional<Term> denominator;  // null when this is null or 0
};

// The value and the latest event of the (first) term.
FeatureValue Evaluate(const Expression& expression, const Moment& moment);

}  // namespace yachay::features

#endif  // FEATURES_EXPRESSION_H_

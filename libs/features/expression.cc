#include "features/expression.h"

#include <algorithm>
#include <cmath>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "features/local_day.h"

namespace yachay::features {
namespace {

double Units(const Term& term, std::int64_t sum) {
  const auto* field = term.accumulator.field;
  const double number = static_cast<double>(sum);
  const bool fractions = field != nullptr && field->type == FieldType::kNumber;
  return (fractions ? number / kFractionsPerUnit : number) / term.divide_by;
}

std::int64_t YearAt(const Moment& m) {
  const auto local = absl::FromUnixMillis(m.as_of_ms + m.state.utc_offset_ms.value);
  return absl::ToCivilYear(local, absl::UTCTimeZone()).year();
}

// Reads one term from the kind of aggregate that its function asks for.
struct Reader {
  const Term& term;
  const Moment& moment;

  FeatureValue operator()(const Totals& from) const { return OfTally(from.tally, from.at_ms); }
  FeatureValue operator()(const Extreme& from) const {
    if (from.at_ms == kNever) return {};
    return {from.value / term.divide_by, from.at_ms};
  }
  FeatureValue operator()(const Newest& from) const {
    const std::int64_t at = from.stamp.at_ms;
    if (term.function == Function::kYearsSince)
      return {static_cast<double>(YearAt(moment)) - from.number, at};
    if (term.accumulator.field->type == FieldType::kText) return {from.text, at};
    return {from.number / term.divide_by, at};
  }
  FeatureValue operator()(const Ids& from) const {
    return {static_cast<double>(from.ids.size()), from.at_ms};
  }
  FeatureValue operator()(const DailyTallies& from) const {
    if (term.function == Function::kEwma) return Ewma(from);
    Tally all;
    double days = 0;
    from.days.ForEach(Today(), term.window_days, [&](const auto& bucket) {
      all.Add(bucket.value);
      ++days;
    });
    if (term.function == Function::kDistinct) return {days, from.at_ms};
    return OfTally(all, from.at_ms);
  }
  FeatureValue operator()(const DailyExtremes& from) const {
    Extreme all;
    from.days.ForEach(Today(), term.window_days, [&](const auto& bucket) {
      const double number = bucket.value.value;
      const bool beyond = term.accumulator.least ? number < all.value : number > all.value;
      if (all.at_ms == kNever || beyond) all = {number, from.at_ms};
    });
    if (all.at_ms == kNever) return {std::monostate{}, from.at_ms};
    return {all.value / term.divide_by, from.at_ms};
  }
  FeatureValue operator()(const DailyIds& from) const {
    std::vector<std::uint64_t> all;
    from.days.ForEach(Today(), term.window_days, [&](const auto& bucket) {
      all.insert(all.end(), bucket.value.begin(), bucket.value.end());
    });
    std::sort(all.begin(), all.end());
    return {static_cast<double>(std::unique(all.begin(), all.end()) - all.begin()), from.at_ms};
  }

 private:
  std::int32_t Today() const { return LocalDay(moment.as_of_ms, moment.state.utc_offset_ms.value); }

  FeatureValue OfTally(const Tally& tally, std::int64_t at_ms) const {
    const double count = static_cast<double>(tally.count);
    switch (term.function) {
      case Function::kAny:
        return {tally.count > 0 ? 1.0 : 0.0, at_ms};
      case Function::kSum:
        return {Units(term, tally.sum), at_ms};
      case Function::kMean:
        if (tally.count == 0) return {std::monostate{}, at_ms};
        return {Units(term, tally.sum) / count, at_ms};
      case Function::kTimeSince:
        return {(static_cast<double>(moment.as_of_ms) - static_cast<double>(at_ms)) / term.divide_by, at_ms};
      default:
        return {count, at_ms};
    }
  }
  FeatureValue Ewma(const DailyTallies& from) const {
    double sum = 0, count = 0;
    from.days.ForEach(Today(), term.window_days, [&](const auto& bucket) {
      const double weight = std::exp2(static_cast<double>(bucket.day - Today()) / term.half_life_days);
      sum += weight * Units(term, bucket.value.sum);
      count += weight * static_cast<double>(bucket.value.count);
    });
    if (count == 0) return {std::monostate{}, from.at_ms};
    return {sum / count, from.at_ms};
  }
};

FeatureValue EvaluateTerm(const Term& term, const Moment& moment) {
  const Aggregate* aggregate = FindAggregate(moment.state.aggregates, term.accumulator.id);
  if (aggregate != nullptr) return std::visit(Reader{term, moment}, *aggregate);
  switch (term.function) {
    case Function::kCount:
    case Function::kAny:
    case Function::kSum:
    case Function::kDistinct:
      return {0.0, kNever};
    default:
      return {};
  }
}

}  // namespace

absl::Span<const FunctionName> FunctionNames() {
  static constexpr FunctionName kNames[] = {{"count", Function::kCount},
                                            {"any", Function::kAny},
                                            {"sum", Function::kSum},
                                            {"mean", Function::kMean},
                                            {"min", Function::kMin},
                                            {"max", Function::kMax},
                                            {"last", Function::kLast},
                                            {"distinct", Function::kDistinct},
                                            {"ewma", Function::kEwma},
                                            {"time_since", Function::kTimeSince},
                                            {"years_since", Function::kYearsSince}};
  return kNames;
}

FeatureValue Evaluate(const Expression& expression, const Moment& moment) {
  FeatureValue value = EvaluateTerm(expression.term, moment);
  if (!expression.denominator || !value.known()) return value;
  const FeatureValue by = EvaluateTerm(*expression.denominator, moment);
  const double* divisor = std::get_if<double>(&by.value);
  if (divisor == nullptr || *divisor == 0) return {std::monostate{}, value.at_ms};
  return {std::get<double>(value.value) / *divisor, value.at_ms};
}

}  // namespace yachay::features

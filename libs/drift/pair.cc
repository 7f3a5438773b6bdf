#include "drift/pair.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "absl/strings/str_cat.h"

namespace yachay::drift {
namespace {

// As Evidently: a whole-number column with this few values in the reference is a category, …
constexpr int64_t kCategoryDistinct = 5;
// … and numbers with more than this many values in the reference are binned.
constexpr int64_t kBinnedDistinct = 20;
constexpr size_t kBinary = 2;

bool IsWhole(const ColumnCounts& column, const Counts<double>& numbers) {
  if (column.missing() > 0) return false;  // a pandas column of integers cannot hold a missing value
  return std::all_of(numbers.begin(), numbers.end(),
                     [](const auto& entry) { return entry.first == std::trunc(entry.first); });
}

Aligned ByValue(const ColumnCounts& reference, const ColumnCounts& current, const Counts<double>& r,
                const Counts<double>& c) {
  return reference.kind() == ColumnKind::kNumber ? AlignValues(r, c)
                                                 : AlignValues(reference.Categories(), current.Categories());
}

// The side that keeps more bits, without those that the other lacks.
std::optional<ColumnCounts> Coarser(const ColumnCounts& reference, const ColumnCounts& current) {
  if (reference.dropped_bits() == current.dropped_bits()) return std::nullopt;
  const bool first = reference.dropped_bits() < current.dropped_bits();
  ColumnCounts copy = first ? reference : current;
  copy.DropBits(first ? current.dropped_bits() : reference.dropped_bits());
  return copy;
}

// The largest share that one value has of its side.
double LargestShare(const Counts<double>& counts) {
  double most = 0;
  double total = 0;
  for (const auto& [value, times] : counts) {
    most = std::max(most, static_cast<double>(times));
    total += static_cast<double>(times);
  }
  return most / total;
}

}  // namespace

Pair::Pair(const ColumnCounts& reference, const ColumnCounts& current)
    : coarser_(Coarser(reference, current)),
      reference_(reference.dropped_bits() < current.dropped_bits() ? *coarser_ : reference),
      current_(current.dropped_bits() < reference.dropped_bits() ? *coarser_ : current),
      reference_numbers_(reference_.Numbers()),
      current_numbers_(current_.Numbers()),
      as_number_(has_numbers() &&
                 (reference_.distinct() > kCategoryDistinct || !IsWhole(current_, current_numbers_))) {}

const Aligned& Pair::by_value() const {
  if (!by_value_.has_value()) {
    by_value_ = ByValue(reference_, current_, reference_numbers_, current_numbers_);
  }
  return *by_value_;
}

bool Pair::HoldsMoreThan(size_t distinct) const {
  const auto most = static_cast<int64_t>(distinct);
  return reference_.distinct() > most || current_.distinct() > most || by_value().reference.size() > distinct;
}

absl::Status Pair::CheckFits(Test test) const {
  if ((test == Test::kKolmogorovSmirnov || test == Test::kWasserstein) && !has_numbers()) {
    return absl::InvalidArgumentError(absl::StrCat(reference_.name(), ": the test ", Name(test),
                                                   " needs numbers, and this column has categories"));
  }
  if (test == Test::kProportions && HoldsMoreThan(kBinary)) {
    return absl::InvalidArgumentError(absl::StrCat(reference_.name(),
                                                   ": the test z needs at most 2 values, and ",
                                                   "this column has ", by_value().reference.size()));
  }
  return absl::OkStatus();
}

Aligned Pair::Bins(Test test) const {
  if (!as_number_) return by_value();
  if (test == Test::kHellinger) return AlignDistinctBins(reference_numbers_, current_numbers_);
  return reference_.distinct() > kBinnedDistinct ? AlignBins(reference_numbers_, current_numbers_)
                                                 : by_value();
}

double Pair::Value(Test test) const {
  switch (test) {
    case Test::kKolmogorovSmirnov:
      return KolmogorovSmirnovTest(reference_numbers_, current_numbers_).p_value;
    case Test::kChiSquare:
      return ChiSquarePValue(by_value());
    case Test::kProportions:
      return ProportionsPValue(by_value());
    case Test::kHomogeneity:
      return HomogeneityPValue(by_value());
    case Test::kWasserstein:
      return NormedWasserstein(reference_numbers_, current_numbers_);
    case Test::kJensenShannon:
      return JensenShannonDistance(Bins(test));
    case Test::kHellinger:
      return HellingerDistance(Bins(test));
    case Test::kPopulationStability:
      return PopulationStabilityIndex(Bins(test));
    case Test::kKullbackLeibler:
      return KullbackLeiblerDivergence(Bins(test));
    case Test::kNone:
      break;
  }
  return 0;
}

// How far the score of the exact values can be from `value`.
Score Pair::Rounded(Test test, double value) const {
  constexpr double kAnything = std::numeric_limits<double>::infinity();
  if (test == Test::kWasserstein) {
    // W moves by at most the rounding of both sides; so does the deviation by that of the reference.
    const double deviation = StandardDeviation(reference_numbers_);
    const double moved = value * std::max(deviation, kLeastDeviation);
    const double least = std::max(deviation - reference_.error(), kLeastDeviation);
    const double most = std::max(deviation + reference_.error(), kLeastDeviation);
    return {value, std::max(0.0, moved - error()) / most, (moved + error()) / least};
  }
  if (test == Test::kKolmogorovSmirnov) {
    // Rounding joins neighbours: the exact distance is at least the rounded one, and at most one value's
    // share more.
    const double distance = KolmogorovSmirnovTest(reference_numbers_, current_numbers_).distance;
    const double most = distance + std::max(LargestShare(reference_numbers_), LargestShare(current_numbers_));
    return {value, KolmogorovSmirnovPValue(most, reference_.present(), current_.present()), value};
  }
  return {value, 0, IsPValue(test) ? 1 : kAnything};  // values may have changed bins: nothing is known
}

// Lumping a share of the rows moves them by that share in total variation, and a metric by no more than the
// metric of the move: √(ln 2 · share) for Jensen–Shannon (Lin 1991), √share for Hellinger.
Score Pair::WithOthers(Test test, double value) const {
  const auto moved = [](const ColumnCounts& side) {
    return std::sqrt(static_cast<double>(side.other()) / static_cast<double>(side.present()));
  };
  const double both = moved(reference_) + moved(current_);
  if (test == Test::kJensenShannon || test == Test::kHellinger) {
    const double by = test == Test::kJensenShannon ? both * std::sqrt(std::numbers::ln2) : both;
    return {value, std::max(0.0, value - by), value + by};
  }
  return {value, 0, IsPValue(test) ? 1 : std::numeric_limits<double>::infinity()};
}

Score Pair::Of(Test test) const {
  const double value = Value(test);
  if (other() > 0) return WithOthers(test, value);
  if (error() > 0) return Rounded(test, value);
  return {value, value, value};
}

}  // namespace yachay::drift

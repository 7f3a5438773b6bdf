#include "drift/sort_numbers.h"

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <utility>

namespace yachay::drift {
namespace {

using Numbers = absl::Span<const double>;

// Whole numbers that span no more than this many times their count are counted in place.
constexpr double kSpan = 4;
constexpr double kLargestWhole = 4503599627370496;  // 2^52

struct Range {
  double least = 0;
  double greatest = 0;
};

bool AreFewWhole(Numbers numbers, const Range& range) {
  if (range.greatest - range.least > kSpan * static_cast<double>(numbers.size())) return false;
  if (std::max(-range.least, range.greatest) > kLargestWhole) return false;
  return std::all_of(numbers.begin(), numbers.end(),
                     [](double value) { return value == static_cast<double>(static_cast<int64_t>(value)); });
}

Counts<double> CountWhole(Numbers numbers, const Range& range) {
  std::vector<uint32_t> times(static_cast<size_t>(range.greatest - range.least) + 1);
  for (const double value : numbers) ++times[static_cast<size_t>(value - range.least)];
  Counts<double> counts;
  for (size_t i = 0; i < times.size(); ++i) {
    if (times[i] > 0) counts.emplace_back(range.least + static_cast<double>(i), times[i]);
  }
  return counts;
}

constexpr int kBits = 11;
constexpr uint32_t kDigits = 1 << kBits;

// A number's place on a line of 2^22 from least to greatest. Multiplying keeps the order, also where it
// rounds.
struct Places {
  double least;
  double scale;
  uint32_t operator()(double value) const { return static_cast<uint32_t>((value - least) * scale); }
};

void SortByDigit(Numbers from, const Places& places, int shift, std::vector<double>& to) {
  std::array<uint32_t, kDigits> ends = {};
  for (const double value : from) ++ends[(places(value) >> shift) % kDigits];
  for (uint32_t digit = 0, before = 0; digit < kDigits; ++digit) {
    before += std::exchange(ends[digit], before);
  }
  for (const double value : from) to[ends[(places(value) >> shift) % kDigits]++] = value + 0.0;  // not -0.0
}

// By insertion, which is quick when little is out of place; gives up when much is.
bool SortNearlySorted(std::vector<double>& numbers) {
  size_t moves = 0;
  for (size_t i = 1; i < numbers.size(); ++i) {
    if (numbers[i - 1] <= numbers[i]) continue;
    const double value = numbers[i];
    size_t at = i;
    for (; at > 0 && numbers[at - 1] > value; --at) numbers[at] = numbers[at - 1];
    numbers[at] = value;
    moves += i - at;
    if (moves > 4 * numbers.size()) return false;
  }
  return true;
}

std::vector<double> Sorted(Numbers numbers, const Range& range) {
  const Places places{range.least, (kDigits * kDigits - 1) / (range.greatest - range.least)};
  std::vector<double> sorted(numbers.size());
  if (!std::isnormal(places.scale)) {
    std::transform(numbers.begin(), numbers.end(), sorted.begin(), [](double value) { return value + 0.0; });
  } else {
    std::vector<double> half(numbers.size());
    SortByDigit(numbers, places, 0, half);
    SortByDigit(half, places, kBits, sorted);
    if (SortNearlySorted(sorted)) return sorted;
  }
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

Counts<double> CountSorted(const std::vector<double>& numbers) {
  Counts<double> counts;
  counts.reserve(numbers.size());
  for (size_t i = 0; i < numbers.size();) {
    size_t end = i + 1;
    while (end < numbers.size() && numbers[end] == numbers[i]) ++end;
    counts.emplace_back(numbers[i], static_cast<int64_t>(end - i));
    i = end;
  }
  return counts;
}

}  // namespace

Counts<double> CountNumbers(absl::Span<const double> numbers) {
  std::vector<double> finite;
  const auto as_array = [&] {
    return Eigen::Map<const Eigen::ArrayXd>(numbers.data(), static_cast<Eigen::Index>(numbers.size()));
  };
  if (!as_array().isFinite().all()) {
    std::copy_if(numbers.begin(), numbers.end(), std::back_inserter(finite),
                 [](double value) { return std::isfinite(value); });
    numbers = finite;
  }
  if (numbers.empty()) return {};
  const Range range{as_array().minCoeff(), as_array().maxCoeff()};
  return AreFewWhole(numbers, range) ? CountWhole(numbers, range) : CountSorted(Sorted(numbers, range));
}

}  // namespace yachay::drift

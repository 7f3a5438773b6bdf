#include "drift/sort_numbers.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace yachay::drift {
namespace {

constexpr int kBytes = 8;
constexpr uint64_t kSign = uint64_t{1} << 63;

// Bits whose order as whole numbers is that of the doubles.
uint64_t KeyOf(double value) {
  const auto bits = std::bit_cast<uint64_t>(value + 0.0);  // + 0.0 turns -0.0 into 0.0
  return (bits & kSign) != 0 ? ~bits : bits | kSign;
}

double ValueOf(uint64_t key) { return std::bit_cast<double>((key & kSign) != 0 ? key & ~kSign : ~key); }

using Histogram = std::array<uint32_t, 256>;

std::array<Histogram, kBytes> HistogramsOf(const std::vector<uint64_t>& keys) {
  std::array<Histogram, kBytes> histograms = {};
  for (const uint64_t key : keys) {
    for (int b = 0; b < kBytes; ++b) ++histograms[b][(key >> (8 * b)) & 0xFF];
  }
  return histograms;
}

void SortByByte(const std::vector<uint64_t>& from, int shift, const Histogram& counts,
                std::vector<uint64_t>& to) {
  std::array<uint32_t, 256> next = {};
  for (size_t i = 1; i < next.size(); ++i) next[i] = next[i - 1] + counts[i - 1];
  for (const uint64_t key : from) to[next[(key >> shift) & 0xFF]++] = key;
}

void Sort(std::vector<uint64_t>& keys) {
  if (keys.empty()) return;
  const auto histograms = HistogramsOf(keys);
  std::vector<uint64_t> other(keys.size());
  for (int b = 0; b < kBytes; ++b) {
    if (histograms[b][(keys[0] >> (8 * b)) & 0xFF] == keys.size()) continue;
    SortByByte(keys, 8 * b, histograms[b], other);
    keys.swap(other);
  }
}

}  // namespace

Counts<double> CountNumbers(absl::Span<const double> numbers) {
  std::vector<uint64_t> keys;
  keys.reserve(numbers.size());
  for (const double value : numbers) {
    if (std::isfinite(value)) keys.push_back(KeyOf(value));
  }
  Sort(keys);
  Counts<double> counts;
  for (size_t i = 0; i < keys.size();) {
    size_t end = i + 1;
    while (end < keys.size() && keys[end] == keys[i]) ++end;
    counts.emplace_back(ValueOf(keys[i]), static_cast<int64_t>(end - i));
    i = end;
  }
  return counts;
}

}  // namespace yachay::drift

// p-values: Kolmogorov–Smirnov, chi² and z.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "drift/chi_square.h"
#include "drift/kolmogorov.h"
#include "drift/tests.h"

namespace yachay::drift {
namespace {

constexpr int64_t kExactRows = 10'000;

int64_t Total(const Counts<double>& counts) {
  int64_t total = 0;
  for (const auto& [value, times] : counts) total += times;
  return total;
}

int64_t Total(const std::vector<int64_t>& counts) {
  return std::accumulate(counts.begin(), counts.end(), int64_t{0});
}

// Largest |i/m − j/n| over the values, times m·n, where i and j rows are at or below the value.
int64_t LargestGap(const Counts<double>& reference, const Counts<double>& current, int64_t m, int64_t n) {
  const Aligned aligned = AlignValues(reference, current);
  int64_t gap = 0;
  int64_t i = 0;
  int64_t j = 0;
  for (size_t k = 0; k < aligned.reference.size(); ++k) {
    i += aligned.reference[k];
    j += aligned.current[k];
    gap = std::max(gap, std::abs(i * n - j * m));
  }
  return gap;
}

// The share of the lattice paths from (0, 0) to (m, n) that meet a point where |i·n − j·m| ≥ gap. Every path
// is equally likely, so the last step to (i, j) came from the left with probability i/(i + j): a sum of
// positive terms.
double SharePathsOutside(int64_t m, int64_t n, int64_t gap) {
  std::vector<double> row(static_cast<size_t>(n) + 1, 0);  // row[j]: the share of the paths to (i, j)
  for (int64_t i = 0; i <= m; ++i) {
    for (int64_t j = 0; j <= n; ++j) {
      double& share = row[static_cast<size_t>(j)];
      if (std::abs(i * n - j * m) >= gap) {
        share = 1;
      } else if (i + j > 0) {
        const double from_left = i > 0 ? static_cast<double>(i) * share : 0;
        const double from_below = j > 0 ? static_cast<double>(j) * row[static_cast<size_t>(j) - 1] : 0;
        share = (from_left + from_below) / static_cast<double>(i + j);
      }
    }
  }
  return row.back();
}

double PValueOfGap(int64_t gap, int64_t m, int64_t n) {
  if (gap == 0) return 1;
  if (std::max(m, n) <= kExactRows) return SharePathsOutside(m, n, gap);
  const double distance = static_cast<double>(gap) / static_cast<double>(m) / static_cast<double>(n);
  const double rows = static_cast<double>(m) * static_cast<double>(n) / static_cast<double>(m + n);
  return KolmogorovSurvival(static_cast<int>(std::nearbyint(rows)), distance);
}

}  // namespace

double ChiSquareSurvival(int64_t freedom, double statistic) {
  const double x = statistic / 2;
  if (x <= 0) return 1;
  const bool odd = freedom % 2 == 1;
  double sum = odd ? std::erfc(std::sqrt(x)) : 0;  // for a whole number a finite sum of positive terms
  for (double a = odd ? 0.5 : 0; a < static_cast<double>(freedom) / 2; ++a) {
    sum += std::exp(a * std::log(x) - x - std::lgamma(a + 1));
  }
  return std::min(sum, 1.0);
}

KolmogorovSmirnov KolmogorovSmirnovTest(const Counts<double>& reference, const Counts<double>& current) {
  const int64_t m = Total(reference);
  const int64_t n = Total(current);
  const int64_t gap = LargestGap(reference, current, m, n);
  const double distance = static_cast<double>(gap) / static_cast<double>(m) / static_cast<double>(n);
  return {distance, PValueOfGap(gap, m, n)};
}

double KolmogorovSmirnovPValue(double distance, int64_t reference_rows, int64_t current_rows) {
  const double rows = static_cast<double>(reference_rows) * static_cast<double>(current_rows);
  return PValueOfGap(std::llround(std::min(distance, 1.0) * rows), reference_rows, current_rows);
}

double ChiSquarePValue(const Aligned& counts) {
  const auto current_rows = static_cast<double>(Total(counts.current));
  const auto reference_rows = static_cast<double>(Total(counts.reference));
  double statistic = 0;
  for (size_t i = 0; i < counts.reference.size(); ++i) {
    if (counts.reference[i] == 0) return 0;
    const double expected = static_cast<double>(counts.reference[i]) * (current_rows / reference_rows);
    const double off = static_cast<double>(counts.current[i]) - expected;
    statistic += off * off / expected;
  }
  const auto keys = static_cast<int64_t>(counts.reference.size());
  return keys <= 1 ? 1 : ChiSquareSurvival(keys - 1, statistic);
}

double ProportionsPValue(const Aligned& counts) {
  if (counts.reference.size() < 2) return 1;
  const auto n1 = static_cast<double>(Total(counts.reference));
  const auto n2 = static_cast<double>(Total(counts.current));
  const double p1 = static_cast<double>(counts.reference[1]) / n1;
  const double p2 = static_cast<double>(counts.current[1]) / n2;
  const double pooled = static_cast<double>(counts.reference[1] + counts.current[1]) / (n1 + n2);
  const double z = (p1 - p2) / std::sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2));
  return std::erfc(std::abs(z) / std::numbers::sqrt2);
}

}  // namespace yachay::drift

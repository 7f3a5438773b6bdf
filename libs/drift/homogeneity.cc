// The two tests of the profile "yachay" that Evidently lacks: chi² of two samples, and many columns at once.
#include <algorithm>
#include <numeric>

#include "drift/chi_square.h"
#include "drift/tests.h"

namespace yachay::drift {
namespace {

constexpr double kFewestExpected = 5;

// Keys that are expected too rarely on the smaller side stand in one last bin; that bin may still be small.
Aligned WithoutRareKeys(const Aligned& counts, double smaller_share) {
  Aligned kept;
  int64_t rare_reference = 0;
  int64_t rare_current = 0;
  for (size_t i = 0; i < counts.reference.size(); ++i) {
    const int64_t both = counts.reference[i] + counts.current[i];
    if (static_cast<double>(both) * smaller_share < kFewestExpected) {
      rare_reference += counts.reference[i];
      rare_current += counts.current[i];
    } else {
      kept.reference.push_back(counts.reference[i]);
      kept.current.push_back(counts.current[i]);
    }
  }
  if (rare_reference + rare_current > 0) {
    kept.reference.push_back(rare_reference);
    kept.current.push_back(rare_current);
  }
  return kept;
}

}  // namespace

double HomogeneityPValue(const Aligned& counts) {
  const auto r =
      static_cast<double>(std::accumulate(counts.reference.begin(), counts.reference.end(), int64_t{0}));
  const auto c =
      static_cast<double>(std::accumulate(counts.current.begin(), counts.current.end(), int64_t{0}));
  const Aligned kept = WithoutRareKeys(counts, std::min(r, c) / (r + c));
  double statistic = 0;
  for (size_t i = 0; i < kept.reference.size(); ++i) {
    const auto both = static_cast<double>(kept.reference[i] + kept.current[i]);
    const double off = static_cast<double>(kept.reference[i]) - both * (r / (r + c));
    statistic +=
        off * off * (r + c) * (r + c) / (both * r * c);  // both sides' terms: they are off by the same
  }
  const auto keys = static_cast<int64_t>(kept.reference.size());
  return keys <= 1 ? 1 : ChiSquareSurvival(keys - 1, statistic);
}

std::vector<double> BenjaminiHochberg(const std::vector<double>& p_values) {
  std::vector<size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return p_values[a] > p_values[b]; });
  std::vector<double> adjusted(p_values.size());
  const auto count = static_cast<double>(p_values.size());
  double least = 1;
  for (size_t i = 0; i < order.size(); ++i) {
    const double rank = count - static_cast<double>(i);
    least = std::min(least, p_values[order[i]] * count / rank);
    adjusted[order[i]] = least;
  }
  return adjusted;
}

}  // namespace yachay::drift

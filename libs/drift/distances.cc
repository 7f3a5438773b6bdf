// Distances between two columns: normed Wasserstein, Jensen–Shannon, PSI and KL.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "drift/tests.h"

namespace yachay::drift {
namespace {

// Sums run in long double: a score then carries the rounding of its terms and not of their number.
using Sum = long double;

Sum Total(const Counts<double>& counts) {
  Sum total = 0;
  for (const auto& [value, times] : counts) total += static_cast<Sum>(times);
  return total;
}

// Area between the two distribution functions. Their gap is kept times both totals, in whole numbers, and
// divided once, at the end; the choice of the side is no branch, which a processor could not foresee.
Sum Wasserstein(const Counts<double>& reference, const Counts<double>& current) {
  const auto r_total = static_cast<double>(Total(reference));
  const auto c_total = static_cast<double>(Total(current));
  Sum area = 0;
  double gap = 0;
  double last = 0;
  const auto step = [&](double value, double change) {
    area += std::abs(gap) * (value - last);
    gap += change;
    last = value;
  };
  auto r = reference.begin();
  auto c = current.begin();
  while (r != reference.end() && c != current.end()) {
    const bool take_r = r->first <= c->first;
    const double times[] = {-static_cast<double>(c->second) * r_total,
                            static_cast<double>(r->second) * c_total};
    step(take_r ? r->first : c->first, times[take_r]);
    r += take_r ? 1 : 0;
    c += take_r ? 0 : 1;
  }
  for (; r != reference.end(); ++r) step(r->first, static_cast<double>(r->second) * c_total);
  for (; c != current.end(); ++c) step(c->first, -static_cast<double>(c->second) * r_total);
  return area / (static_cast<Sum>(r_total) * c_total);
}

std::vector<double> Shares(const std::vector<int64_t>& counts) {
  const auto total = static_cast<double>(std::accumulate(counts.begin(), counts.end(), int64_t{0}));
  std::vector<double> shares;
  for (const int64_t count : counts) shares.push_back(static_cast<double>(count) / total);
  return shares;
}

std::vector<double> FilledShares(const std::vector<int64_t>& counts) {
  std::vector<double> shares = Shares(counts);
  double least = 1;
  for (const double share : shares) least = share > 0 ? std::min(least, share) : least;
  const double fill = least <= 0.0001 ? least / 1e6 : 0.0001;
  std::replace(shares.begin(), shares.end(), 0.0, fill);
  return shares;
}

Sum RelativeEntropy(double p, Sum m) { return p > 0 ? p * std::log(p / m) : Sum{0}; }

}  // namespace

double StandardDeviation(const Counts<double>& counts) {
  const Sum total = Total(counts);
  Sum mean = 0;
  for (const auto& [value, times] : counts) mean += static_cast<Sum>(value) * static_cast<Sum>(times);
  mean /= total;
  Sum squares = 0;
  for (const auto& [value, times] : counts) {
    squares += (value - mean) * (value - mean) * static_cast<Sum>(times);
  }
  return static_cast<double>(std::sqrt(squares / total));
}

double NormedWasserstein(const Counts<double>& reference, const Counts<double>& current) {
  return static_cast<double>(Wasserstein(reference, current)) /
         std::max(StandardDeviation(reference), kLeastDeviation);
}

double JensenShannonDistance(const Aligned& counts) {
  const std::vector<double> p = Shares(counts.reference);
  const std::vector<double> q = Shares(counts.current);
  Sum divergence = 0;
  for (size_t i = 0; i < p.size(); ++i) {
    const Sum middle = (static_cast<Sum>(p[i]) + q[i]) / 2;
    divergence += RelativeEntropy(p[i], middle) + RelativeEntropy(q[i], middle);
  }
  return static_cast<double>(std::sqrt(std::max(divergence, Sum{0}) / 2));
}

double HellingerDistance(const Aligned& counts) {
  const std::vector<double> p = Shares(counts.reference);
  const std::vector<double> q = Shares(counts.current);
  Sum squares = 0;  // ½Σ(√p − √q)² is the same and does not cancel
  for (size_t i = 0; i < p.size(); ++i) {
    const Sum gap = std::sqrt(static_cast<Sum>(p[i])) - std::sqrt(static_cast<Sum>(q[i]));
    squares += gap * gap;
  }
  return static_cast<double>(std::sqrt(squares / 2));
}

double PopulationStabilityIndex(const Aligned& counts) {
  const std::vector<double> p = FilledShares(counts.reference);
  const std::vector<double> q = FilledShares(counts.current);
  Sum index = 0;
  for (size_t i = 0; i < p.size(); ++i) index += (p[i] - q[i]) * std::log(p[i] / q[i]);
  return static_cast<double>(index);
}

double KullbackLeiblerDivergence(const Aligned& counts) {
  const std::vector<double> p = FilledShares(counts.reference);
  const std::vector<double> q = FilledShares(counts.current);
  Sum divergence = 0;  // SciPy's entropy() makes both sides sum to 1 again after the filling
  const Sum p_total = std::accumulate(p.begin(), p.end(), Sum{0});
  const Sum q_total = std::accumulate(q.begin(), q.end(), Sum{0});
  for (size_t i = 0; i < p.size(); ++i) {
    divergence += p[i] / p_total * std::log((p[i] / p_total) / (q[i] / q_total));
  }
  return static_cast<double>(divergence);
}

}  // namespace yachay::drift

#include "core/exploration.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace yachay::recommendation {
namespace {

// Where each arm's distribution is looked at, in its standard deviations: the grid is fine where an arm is
// narrow.
constexpr double kPoints[] = {-3, -2.2, -1.6, -1.1, -0.7, -0.35, 0, 0.35, 0.7, 1.1, 1.6, 2.2, 3, 6};
constexpr double kLeastSd = 1e-6;

double Below(double z) { return 0.5 * std::erfc(-z * M_SQRT1_2); }

// Adds each arm's chance to draw within (from, to] and above all others: its mass there times the chances
// that each other lies below, which are products from the left and from the right of it.
void AddCell(absl::Span<const double> from, absl::Span<const double> to, std::vector<double>& right,
             std::vector<double>& chances) {
  const std::size_t n = chances.size();
  right[n] = 1;
  for (std::size_t i = n; i-- > 0;) right[i] = right[i + 1] * (from[i] + to[i]) / 2;
  double left = 1;
  for (std::size_t i = 0; i < n; ++i) {
    chances[i] += (to[i] - from[i]) * left * right[i + 1];
    left *= (from[i] + to[i]) / 2;
  }
}

}  // namespace

Chance::Chance(const std::string& seed) {
  for (const char c : seed) state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
}

double Chance::Next() {
  std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
  return static_cast<double>((z ^ (z >> 31U)) >> 11U) * 0x1.0p-53;
}

std::vector<double> HighestDrawChances(absl::Span<const double> means, absl::Span<const double> sds) {
  const std::size_t n = means.size();
  std::vector<double> scale(n), grid, chances(n, 0), from(n, 0), to(n), right(n + 1);
  for (std::size_t i = 0; i < n; ++i) {
    scale[i] = 1 / std::max(sds[i], kLeastSd);
    for (const double point : kPoints) grid.push_back(means[i] + point / scale[i]);
  }
  std::sort(grid.begin(), grid.end());
  for (const double x : grid) {
    for (std::size_t i = 0; i < n; ++i) to[i] = Below((x - means[i]) * scale[i]);
    AddCell(from, to, right, chances);
    from.swap(to);
  }
  const double sum = std::accumulate(chances.begin(), chances.end(), 0.0);
  for (double& chance : chances) chance /= sum;
  return chances;
}

std::vector<double> PlaceChances(absl::Span<const Scored> best, const Policy& policy) {
  std::vector<double> chances(best.size(), 0), means, sds;
  std::vector<std::size_t> arms;
  const double exploration = std::clamp(policy.exploration, 0.0, 1.0);
  chances[0] = 1;
  if (exploration == 0) return chances;
  for (std::size_t i = 0; i < std::min(best.size(), std::max<std::size_t>(policy.explored, 1)); ++i) {
    if (i > 0 && best[i].signals.success < policy.least_success) continue;
    arms.push_back(i);
    means.push_back(best[i].score);
    sds.push_back(best[i].doubt);
  }
  const std::vector<double> highest = HighestDrawChances(means, sds);
  const double floor = std::clamp(policy.exploration_floor, 0.0, 1.0);
  chances[0] = 1 - exploration;
  for (std::size_t arm = 0; arm < arms.size(); ++arm) {
    chances[arms[arm]] +=
        exploration * ((1 - floor) * highest[arm] + floor / static_cast<double>(arms.size()));
  }
  return chances;
}

std::size_t IndexAt(absl::Span<const double> chances, double at) {
  std::size_t last = 0;
  for (std::size_t i = 0; i < chances.size(); ++i) {
    if (chances[i] <= 0) continue;
    last = i;
    if (at < chances[i]) return i;
    at -= chances[i];
  }
  return last;
}

}  // namespace yachay::recommendation

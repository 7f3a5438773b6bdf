#include "core/exploration.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace yachay::recommendation {
namespace {

constexpr int kPoints = 256;
constexpr double kTails = 6;  // standard deviations that the grid covers
constexpr double kLeastSd = 1e-6;

double Below(double z) { return 0.5 * std::erfc(-z * M_SQRT1_2); }

// Adds each arm's chance to draw within (from, to] and above all others.
void AddCell(absl::Span<const double> from, absl::Span<const double> to, std::vector<double>& chances) {
  for (std::size_t i = 0; i < chances.size(); ++i) {
    double highest = to[i] - from[i];
    for (std::size_t j = 0; j < chances.size() && highest > 0; ++j) {
      if (j != i) highest *= (from[j] + to[j]) / 2;
    }
    chances[i] += highest;
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
  const auto tail = [&](std::size_t i) { return kTails * std::max(sds[i], kLeastSd); };
  // What lies below an arm's own tail is never the highest, so the grid begins at the highest lower tail.
  double low = means[0] - tail(0), high = means[0] + tail(0);
  for (std::size_t i = 1; i < n; ++i) {
    low = std::max(low, means[i] - tail(i));
    high = std::max(high, means[i] + tail(i));
  }
  std::vector<double> chances(n, 0), from(n, 0), to(n);
  for (int point = 0; point <= kPoints; ++point) {
    const double x = low + (high - low) * point / kPoints;
    for (std::size_t i = 0; i < n; ++i) to[i] = Below((x - means[i]) / std::max(sds[i], kLeastSd));
    AddCell(from, to, chances);
    from = to;
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

#include "learning/forgetting.h"

#include <algorithm>
#include <cmath>

namespace yachay::learning {
namespace {

// FSRS-6, default weights w0, w2 (first stability), w8..w14 (growth and lapse), w20 (decay), difficulty 5
// of 10.
constexpr double kFirstStabilityWrong = 0.212;
constexpr double kFirstStabilityRight = 2.3065;
constexpr double kGrowth = 1.8722;
constexpr double kGrowthSaturation = 0.1666;
constexpr double kSpacing = 0.796;
constexpr double kLapse = 1.4835;
constexpr double kLapseDifficulty = 0.0614;
constexpr double kLapseStability = 0.2629;
constexpr double kLapseSpacing = 1.6483;
constexpr double kDecay = 0.1542;
constexpr double kDifficulty = 5;
constexpr double kLeastStability = 0.01;
constexpr double kMostStability = 36500;

double Factor() {
  static const double factor = std::pow(0.9, -1 / kDecay) - 1;
  return factor;
}

}  // namespace

double Retrievability(double elapsed_days, double stability_days) {
  if (elapsed_days <= 0) return 1;
  return std::pow(1 + Factor() * elapsed_days / std::max(stability_days, kLeastStability), -kDecay);
}

double DaysUntil(double recall, double stability_days) {
  return std::max(stability_days, kLeastStability) * (std::pow(recall, -1 / kDecay) - 1) / Factor();
}

double FirstStability(bool correct) { return correct ? kFirstStabilityRight : kFirstStabilityWrong; }

double NextStability(double stability_days, double recall, bool correct) {
  double next = 0;
  if (correct) {
    const double growth = std::exp(kGrowth) * (11 - kDifficulty) *
                          std::pow(stability_days, -kGrowthSaturation) * std::expm1(kSpacing * (1 - recall));
    next = stability_days * (1 + growth);
  } else {
    const double lapsed = kLapse * std::pow(kDifficulty, -kLapseDifficulty) *
                          (std::pow(stability_days + 1, kLapseStability) - 1) *
                          std::exp(kLapseSpacing * (1 - recall));
    next = std::min(stability_days, lapsed);
  }
  return std::clamp(next, kLeastStability, kMostStability);
}

}  // namespace yachay::learning

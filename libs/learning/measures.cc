#include "learning/measures.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace yachay::learning {
namespace {

// Mann–Whitney's U by midranks, over the number of pairs.
double Auc(absl::Span<const double> chances, absl::Span<const int> correct) {
  std::vector<std::size_t> order(chances.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return chances[a] < chances[b]; });
  double ranks = 0, right = 0;
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    double tied_right = 0;
    for (end = begin; end < order.size() && chances[order[end]] == chances[order[begin]]; ++end)
      tied_right += correct[order[end]];
    ranks += tied_right * (static_cast<double>(begin + end) + 1) / 2;
    right += tied_right;
  }
  const double wrong = static_cast<double>(chances.size()) - right;
  return right > 0 && wrong > 0 ? (ranks - right * (right + 1) / 2) / (right * wrong) : 0.5;
}

double LogLoss(double chance, bool right) {
  return -std::log(std::clamp(right ? chance : 1 - chance, 1e-15, 1.0));
}

}  // namespace

Measures Measure(absl::Span<const double> chances, absl::Span<const int> correct) {
  Measures measures{.answers = chances.size()};
  if (chances.empty()) return measures;
  measures.auc = Auc(chances, correct);
  for (std::size_t i = 0; i < chances.size(); ++i) {
    const double miss = chances[i] - correct[i];
    measures.accuracy += (chances[i] >= 0.5) == (correct[i] != 0) ? 1 : 0;
    measures.rmse += miss * miss;
    measures.log_loss += LogLoss(chances[i], correct[i] != 0);
  }
  const auto n = static_cast<double>(chances.size());
  measures.accuracy /= n;
  measures.rmse = std::sqrt(measures.rmse / n);
  measures.log_loss /= n;
  return measures;
}

}  // namespace yachay::learning

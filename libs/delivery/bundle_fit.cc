#include "delivery/bundle_fit.h"

#include <algorithm>
#include <cmath>

namespace yachay::delivery {
namespace {

constexpr int kSteps = 60;
constexpr double kPace = 0.025;   // of the bound, for the first step
constexpr double kShorter = 0.8;  // after a step that did not help

// The bound under some prices, and what would be taken beyond what is left.
struct Dual {
  double bound = 0;
  std::array<double, kBudgets> over{};
};

Dual Evaluate(const std::vector<OrderedItem>& items, const std::vector<double>& standings,
              const BudgetPrices& prices, std::size_t first, const Costs& left) {
  Dual dual{.bound = Pay(prices, left)};
  for (std::size_t b = 0; b < kBudgets; ++b) dual.over[b] = -static_cast<double>(left[b]);
  for (std::size_t i = first; i < items.size(); ++i) {
    double earned = 0;
    const Choice* best = BestChoice(items[i], standings[i], prices, earned);
    dual.bound += earned;
    if (best == nullptr) continue;
    for (std::size_t b = 0; b < kBudgets; ++b) dual.over[b] += static_cast<double>(best->costs[b]);
  }
  return dual;
}

// Where the bound falls, in units in which the budgets are alike. False: nowhere.
bool Step(const Dual& dual, double pace, const Costs& left, BudgetPrices& prices) {
  std::array<double, kBudgets> way{};
  double norm = 0;
  for (std::size_t b = 0; b < kBudgets; ++b) {
    if (prices[b] <= 0 && dual.over[b] < 0) continue;
    way[b] = dual.over[b] / (1 + static_cast<double>(left[b]));
    norm += way[b] * way[b];
  }
  for (std::size_t b = 0; b < kBudgets && norm > 0; ++b) {
    const double step = pace * dual.bound / norm * way[b] / (1 + static_cast<double>(left[b]));
    prices[b] = std::max(0.0, prices[b] + step);
  }
  return norm > 0;
}

}  // namespace

BudgetPrices FitPrices(const std::vector<OrderedItem>& items, const std::vector<double>& standings,
                       const BudgetPrices& start, std::size_t first, const Costs& left) {
  BudgetPrices prices = start;
  BudgetPrices best = start;
  double least = HUGE_VAL;
  double pace = kPace;
  for (int step = 0; step < kSteps; ++step) {
    Dual dual = Evaluate(items, standings, prices, first, left);
    if (dual.bound < least) {
      least = dual.bound, best = prices;
    } else {
      pace *= kShorter, prices = best;
      dual = Evaluate(items, standings, prices, first, left);
    }
    if (!Step(dual, pace, left, prices)) break;
  }
  return best;
}

}  // namespace yachay::delivery

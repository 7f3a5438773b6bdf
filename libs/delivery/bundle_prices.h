#ifndef DELIVERY_BUNDLE_PRICES_H_
#define DELIVERY_BUNDLE_PRICES_H_

#include <map>
#include <utility>
#include <vector>

#include "delivery/bundle_items.h"

// The prices behind the bound of bundle.h. Internal to it.
namespace yachay::delivery {

using BudgetPrices = std::array<double, kBudgets>;  // worth per unit of cost

inline double Pay(const BudgetPrices& prices, const Costs& costs) {
  double pay = 0;
  for (std::size_t b = 0; b < kBudgets; ++b) pay += prices[b] * static_cast<double>(costs[b]);
  return pay;
}

// Prices of the budgets and of needs: an item pays for each skill that it needs, and whatever teaches the
// skill earns what all pay for it.
struct BundlePrices {
  BudgetPrices budgets{};
  std::map<std::pair<std::size_t, int>, double>
      fees{};  // (item of the caller, skill it needs) → what it pays
};

// What each item earns by what it teaches, less what it pays for what it needs.
std::vector<double> Standings(const std::vector<OrderedItem>& items, const BundlePrices& prices);

// The form of the item that earns most after paying; nullptr: none earns anything, and none must be taken.
const Choice* BestChoice(const OrderedItem& item, double standing, const BudgetPrices& prices,
                         double& earned);

// Prices under which everybody would take about what fits, found by subgradient steps (Polyak 1969); never
// with a higher bound than those to start from.
BundlePrices FindPrices(const std::vector<OrderedItem>& items, const Costs& budget,
                        const BundlePrices& start = {});

// Calls use(skill) for each bit.
template <typename Use>
void ForEachSkill(std::uint64_t skills, Use use) {
  for (int skill = 0; skills != 0; ++skill, skills >>= 1U) {
    if ((skills & 1U) != 0) use(skill);
  }
}

}  // namespace yachay::delivery

#endif  // DELIVERY_BUNDLE_PRICES_H_

#ifndef DELIVERY_BUNDLE_PRICES_H_
#define DELIVERY_BUNDLE_PRICES_H_

#include <map>
#include <utility>
#include <vector>

#include "delivery/bundle_items.h"

// The prices behind the bound of bundle.h. Internal to it.
namespace yachay::delivery {

struct BundlePrices {
  std::array<double, kBudgets> budgets{};                // worth per unit of cost
  std::map<std::pair<std::size_t, int>, double> fees{};  // (item, skill that it needs) → what it pays

  double Pay(const Costs& costs) const {
    double pay = 0;
    for (std::size_t b = 0; b < kBudgets; ++b) pay += budgets[b] * static_cast<double>(costs[b]);
    return pay;
  }
};

// What each item earns by what it teaches, less what it pays for what it needs.
std::vector<double> Standings(const std::vector<OrderedItem>& items, const BundlePrices& prices);

// The form of the item that earns most after paying; nullptr: none earns anything.
const Choice* BestChoice(const OrderedItem& item, double standing, const BundlePrices& prices,
                         double& earned);

// Prices under which everybody would take about what fits.
BundlePrices FindPrices(const std::vector<OrderedItem>& items, const Costs& budget);

// Calls use(skill) for each bit.
template <typename Use>
void ForEachSkill(std::uint64_t skills, Use use) {
  for (int skill = 0; skills != 0; ++skill, skills >>= 1U) {
    if ((skills & 1U) != 0) use(skill);
  }
}

}  // namespace yachay::delivery

#endif  // DELIVERY_BUNDLE_PRICES_H_

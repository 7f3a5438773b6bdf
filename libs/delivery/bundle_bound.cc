#include "delivery/bundle_bound.h"

#include "delivery/bundle_prices.h"

namespace yachay::delivery {

BundleBound::BundleBound(const std::vector<OrderedItem>& items, const Costs& budget)
    : earned_(items.size() + 1), still_paid_(items.size() + 1) {
  const BundlePrices prices = FindPrices(items, budget);
  prices_ = prices.budgets;
  standing_ = Standings(items, prices);
  for (std::size_t i = items.size(); i-- > 0;) {
    double earned = 0;
    BestChoice(items[i], standing_[i], prices, earned);
    earned_[i] = earned_[i + 1] + earned;
    still_paid_[i] = still_paid_[i + 1];
    ForEachSkill(items[i].needs, [&](int skill) {
      still_paid_[i][static_cast<std::size_t>(skill)] += prices.fees.at({i, skill});
    });
  }
}

// All who teach a skill stand before all who need it. So while somebody may still come to teach it, everybody
// who pays is still to come; and once it is taught, what they pay goes to the plan.
double BundleBound::Of(std::size_t first, const Costs& left, std::uint64_t taught) const {
  if (first + 1 == earned_.size()) return 0;
  double bound = earned_[first] + Price(left);
  ForEachSkill(taught, [&](int skill) { bound += still_paid_[first][static_cast<std::size_t>(skill)]; });
  return bound;
}

double BundleBound::Price(const Costs& costs) const { return BundlePrices{.budgets = prices_}.Pay(costs); }

}  // namespace yachay::delivery

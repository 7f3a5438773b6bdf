#ifndef DELIVERY_BUNDLE_BOUND_H_
#define DELIVERY_BUNDLE_BOUND_H_

#include <vector>

#include "delivery/bundle_items.h"
#include "delivery/bundle_prices.h"

// What a plan may still be worth. Internal to bundle.h.
namespace yachay::delivery {

// Any prices (bundle_prices.h) give a bound that holds: what is left of the budgets at their prices, and for
// each item the form that earns most after paying (the Lagrangian dual of the plan). The least of several
// counts: prices for the whole, and for some rests of the way.
class BundleBound {
 public:
  // start: prices to start from, of the same items or of more. The items outlive it.
  BundleBound(const std::vector<OrderedItem>& items, const Costs& budget, const BundlePrices& start);

  // Of what the items from `first` on add within what is left of the budgets, with these skills taught.
  double Of(std::size_t first, const Costs& left, std::uint64_t taught) const;
  double Whole() const { return whole_; }  // of any plan, by the prices for the whole alone

  // Adds prices that fit what is left for the items from `first` on; the oldest added are forgotten.
  void Sharpen(std::size_t first, const Costs& left);

  const BundlePrices& prices() const { return prices_; }
  // What the form of the item earns beyond its own worth, by what it teaches less what it needs.
  double Standing(std::size_t item) const { return standings_[item]; }

 private:
  struct View {
    BudgetPrices prices{};
    std::vector<double> earned;  // [n]: by the items from the n-th on
  };
  View ViewOf(const BudgetPrices& prices) const;

  const std::vector<OrderedItem>& items_;
  const BundlePrices prices_;
  const std::vector<double> standings_;
  std::vector<std::array<double, 64>>
      still_paid_;           // [n][skill]: by the items from the n-th on, for the skill
  std::vector<View> views_;  // the first is of the whole
  std::size_t sharpened_ = 0;
  double whole_ = 0;
};

}  // namespace yachay::delivery

#endif  // DELIVERY_BUNDLE_BOUND_H_

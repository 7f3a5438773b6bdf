#ifndef DELIVERY_BUNDLE_BOUND_H_
#define DELIVERY_BUNDLE_BOUND_H_

#include <vector>

#include "delivery/bundle_items.h"

// What a plan may still be worth. Internal to bundle.h.
namespace yachay::delivery {

// Prices of the budgets, worth per unit of cost, and of needs: an item pays for each skill that it needs, and
// whatever teaches the skill earns what all pay for it. Any prices give a bound that holds: what is left of
// the budgets at their prices, and for each item the form that earns most after paying (the Lagrangian dual
// of the plan). They are brought near the least bound by subgradient steps (Polyak 1969).
class BundleBound {
 public:
  BundleBound(const std::vector<OrderedItem>& items, const Costs& budget);
  // Of what the items from `first` on add within what is left of the budgets, with these skills taught.
  double Of(std::size_t first, const Costs& left, std::uint64_t taught) const;

  double Price(const Costs& costs) const;
  // What the form of the item earns beyond its own worth, by what it teaches less what it needs.
  double Standing(std::size_t item) const { return standing_[item]; }

 private:
  std::array<double, kBudgets> prices_{};
  std::vector<double> standing_;
  std::vector<double> earned_;                      // [n]: by the items from the n-th on
  std::vector<std::array<double, 64>> still_paid_;  // [n][skill]: by them, for the skill
};

}  // namespace yachay::delivery

#endif  // DELIVERY_BUNDLE_BOUND_H_

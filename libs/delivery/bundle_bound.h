#ifndef DELIVERY_BUNDLE_BOUND_H_
#define DELIVERY_BUNDLE_BOUND_H_

#include <vector>

#include "delivery/bundle_items.h"

// What a plan may still be worth. Internal to bundle.h.
namespace yachay::delivery {

// For every n an upper bound of what the items from the n-th on add, within what is left of the budgets. Needs
// are left out of account, forms may be taken in part, and each budget is looked at alone: the least counts.
class BundleBound {
 public:
  explicit BundleBound(const std::vector<OrderedItem>& items);
  double Of(std::size_t first, const Costs& left) const;

 private:
  // Steps of falling worth per unit of one budget, summed up: spent[k] and value[k] after k steps.
  struct Steps {
    std::vector<std::int64_t> spent = {0};
    std::vector<double> value = {0};
    double Of(std::int64_t left) const;
  };
  std::vector<std::array<Steps, kBudgets>> from_;
};

}  // namespace yachay::delivery

#endif  // DELIVERY_BUNDLE_BOUND_H_

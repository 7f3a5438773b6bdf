#ifndef DELIVERY_BUNDLE_FIT_H_
#define DELIVERY_BUNDLE_FIT_H_

#include <vector>

#include "delivery/bundle_items.h"
#include "delivery/bundle_prices.h"

// Prices for the rest of the way. Internal to bundle_bound.h.
namespace yachay::delivery {

// Prices of the budgets under which the items from `first` on would take about what is left, with the fees
// (as `standings`) as they are; by a few subgradient steps from `start`, never with a higher bound.
BudgetPrices FitPrices(const std::vector<OrderedItem>& items, const std::vector<double>& standings,
                       const BudgetPrices& start, std::size_t first, const Costs& left);

}  // namespace yachay::delivery

#endif  // DELIVERY_BUNDLE_FIT_H_

#ifndef DELIVERY_BUNDLE_CORE_H_
#define DELIVERY_BUNDLE_CORE_H_

#include <vector>

#include "delivery/bundle_bound.h"
#include "delivery/bundle_items.h"

// What is left to decide once a good plan is known. Internal to bundle.h.
namespace yachay::delivery {

// Whatever a plan does otherwise than the prices say costs it a part of the bound. What would cost so much
// that no more than `least` is left is ruled out: forms go, items that cannot be left are taken for certain,
// and what these teach is needed no more. Then what is dear to get wrong comes first, as far as needs allow:
// the search decides the close cases last, when it knows what is left for them.
std::vector<OrderedItem> FindCore(std::vector<OrderedItem> items, const BundleBound& bound, double least);

}  // namespace yachay::delivery

#endif  // DELIVERY_BUNDLE_CORE_H_

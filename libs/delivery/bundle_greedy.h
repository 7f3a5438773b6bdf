#ifndef DELIVERY_BUNDLE_GREEDY_H_
#define DELIVERY_BUNDLE_GREEDY_H_

#include <map>
#include <utility>
#include <vector>

#include "delivery/bundle_bound.h"
#include "delivery/bundle_items.h"

// A good plan fast, for the search of bundle.h to beat. Internal to it.
namespace yachay::delivery {

using Taken = std::map<std::size_t, std::size_t>;  // index of an ordered item → index of its choice

// Orders in which to try (item, choice), by the prices of the budgets.
struct GreedyPlan {
  using Order = std::vector<std::pair<std::size_t, std::size_t>>;
  Order earning;  // the form of each item that earns most after paying, by what it gives for its price
  Order rest;     // all forms, by what the item loses by taking them
};
GreedyPlan MakeGreedyPlan(const std::vector<OrderedItem>& items, const BundleBound& bound);

// Goes on from what was spent and taught, with the items from `first` on.
class Greedy {
 public:
  Greedy(const std::vector<OrderedItem>& items, const Costs& budget, const Costs& spent, std::uint64_t taught,
         std::size_t first)
      : items_(items), budget_(budget), spent_(spent), taught_(taught), first_(first) {}

  // Takes what fits.
  void Run(const GreedyPlan& plan);
  // Takes the choice, in place of a lesser one of its item, when its needs are taught and it fits.
  bool Try(std::size_t item, std::size_t choice);

  // Whether all that must be taken was.
  bool Whole() const;

  double value() const { return value_; }
  const Taken& taken() const { return taken_; }

 private:
  const std::vector<OrderedItem>& items_;
  const Costs& budget_;
  Costs spent_;
  std::uint64_t taught_;
  const std::size_t first_;
  double value_ = 0;
  Taken taken_;
};

}  // namespace yachay::delivery

#endif  // DELIVERY_BUNDLE_GREEDY_H_

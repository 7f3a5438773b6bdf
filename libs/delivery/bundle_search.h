#ifndef DELIVERY_BUNDLE_SEARCH_H_
#define DELIVERY_BUNDLE_SEARCH_H_

#include <vector>

#include "delivery/bundle.h"
#include "delivery/bundle_bound.h"
#include "delivery/bundle_greedy.h"
#include "delivery/bundle_items.h"

// The search behind bundle.h. Internal to it.
namespace yachay::delivery {

// The best plan so far, in the caller's numbers.
struct Found {
  double value = -1;
  std::vector<BundlePlan::Choice> taken;
};

// Goes from item to item with all states (what was spent, taught and earned) that may still lead to a better
// plan than the best found, and that no cheaper state makes needless.
class BundleSearch {
 public:
  // best: a plan over the same items, or over more of them, that is to be beaten.
  BundleSearch(const std::vector<OrderedItem>& items, const Costs& budget, const BundlePrices& start,
               Found best);

  // Keeps at most `width` states after an item, those with the highest bounds. No plan is worth more than
  // what is returned or than the best found, whichever is more. May be called again.
  double Run(std::size_t width);

  std::size_t looked() const { return looked_; }
  const Found& best() const { return best_; }
  const BundleBound& bound() const { return bound_; }

 private:
  struct State {
    Costs spent{};
    double value = 0;
    std::uint64_t taught = 0;
    double bound = 0;          // no way from here is worth more
    std::uint32_t parent = 0;  // of the item before
    std::int32_t choice = -1;  // of the last item; -1: it was left
  };
  struct Step {
    std::uint32_t parent;
    std::int32_t choice;
  };
  using States = std::vector<State>;

  static bool Dominates(const State& a, const State& b);
  static bool Promises(const State& a, const State& b);

  bool MayBeat(double bound) const;
  double BoundOf(const State& state, std::size_t item) const;
  void Sharpen(std::size_t item);
  States Expand(std::size_t item) const;
  void Add(std::size_t parent, std::size_t item, const Choice* choice, States& next) const;
  void DropDominated(States& next) const;
  double Narrow(std::size_t width);
  void CompleteBest(std::size_t item);
  void Complete(const State& state, std::size_t item);

  const std::vector<OrderedItem>& items_;
  const Costs budget_;
  std::vector<Costs> dearest_;  // [n]: what the items from the n-th on can cost at most
  BundleBound bound_;
  const GreedyPlan greedy_plan_;
  Found best_;
  std::size_t looked_ = 0;
  States states_;                         // after the last item
  std::vector<std::vector<Step>> trail_;  // of the states after each item
};

}  // namespace yachay::delivery

#endif  // DELIVERY_BUNDLE_SEARCH_H_

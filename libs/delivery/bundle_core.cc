#include "delivery/bundle_core.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace yachay::delivery {
namespace {

// What the item's options lose beside its best one; leaving it is the last.
std::vector<double> Losses(const OrderedItem& item, const BundleBound& bound, double standing) {
  std::vector<double> losses;
  for (const Choice& choice : item.choices)
    losses.push_back(choice.value + standing - Pay(bound.prices().budgets, choice.costs));
  losses.push_back(item.must ? -HUGE_VAL : 0);
  const double best = *std::max_element(losses.begin(), losses.end());
  for (double& loss : losses) loss = best - loss;
  return losses;
}

// Drops what loses more than `most`; returns what the second best option that is left loses.
double RuleOut(OrderedItem& item, std::vector<double> losses, double most) {
  item.must = item.must || losses.back() >= most;
  std::vector<Choice> kept;
  for (std::size_t c = 0; c < item.choices.size(); ++c) {
    if (losses[c] < most) kept.push_back(item.choices[c]);
  }
  item.choices = std::move(kept);
  std::sort(losses.begin(), losses.end());
  return losses[1];
}

}  // namespace

std::vector<OrderedItem> FindCore(std::vector<OrderedItem> items, const BundleBound& bound, double least) {
  const double most = bound.Whole() * (1 + kPlanPrecision) - least;
  std::vector<double> second(items.size());
  std::uint64_t settled = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    second[i] = RuleOut(items[i], Losses(items[i], bound, bound.Standing(i)), most);
    if (items[i].must) settled |= items[i].teaches;
  }
  std::vector<std::size_t> order(items.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return second[a] > second[b]; });
  std::vector<OrderedItem> core;
  for (const std::size_t i : order) {
    items[i].needs &= ~settled;
    if (!items[i].choices.empty() || items[i].must) core.push_back(std::move(items[i]));
  }
  Arrange(core);
  return core;
}

}  // namespace yachay::delivery

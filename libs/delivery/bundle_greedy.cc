#include "delivery/bundle_greedy.h"

#include <algorithm>
#include <cmath>

namespace yachay::delivery {
GreedyPlan MakeGreedyPlan(const std::vector<OrderedItem>& items, const BundleBound& bound) {
  using Rated = std::vector<std::pair<double, std::pair<std::size_t, std::size_t>>>;
  Rated earning;
  Rated rest;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i].choices.empty()) continue;
    std::size_t best = 0;
    std::vector<double> profits;
    for (const Choice& choice : items[i].choices) {
      profits.push_back(choice.value + bound.Standing(i) - Pay(bound.prices().budgets, choice.costs));
      if (profits.back() > profits[best]) best = profits.size() - 1;
    }
    const Choice& choice = items[i].choices[best];
    if (profits[best] > 0 || items[i].must)
      earning.push_back(
          {items[i].must ? HUGE_VAL : choice.value / (Pay(bound.prices().budgets, choice.costs) + 1e-12),
           {i, best}});
    for (std::size_t c = 0; c < profits.size(); ++c)
      rest.push_back({profits[c] - std::max(0.0, profits[best]), {i, c}});
  }
  GreedyPlan plan;
  for (auto [rated, order] : {std::pair(&earning, &plan.earning), std::pair(&rest, &plan.rest)}) {
    std::stable_sort(rated->begin(), rated->end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    for (const auto& [rate, where] : *rated) order->push_back(where);
  }
  return plan;
}

bool Greedy::Whole() const {
  for (std::size_t i = first_; i < items_.size(); ++i) {
    if (items_[i].must && taken_.count(i) == 0) return false;
  }
  return true;
}

void Greedy::Run(const GreedyPlan& plan) {
  for (const auto* order : {&plan.earning, &plan.rest}) {
    for (bool more = true; more;) {  // what was taken may have taught what others need
      more = false;
      for (const auto& [item, choice] : *order) more = Try(item, choice) || more;
    }
  }
}

bool Greedy::Try(std::size_t item, std::size_t choice) {
  const OrderedItem& ordered = items_[item];
  if (item < first_ || (ordered.needs & ~taught_) != 0) return false;
  const auto now = taken_.find(item);
  const Choice& to = ordered.choices[choice];
  const Choice from = now == taken_.end() ? Choice{{}, 0, 0} : ordered.choices[now->second];
  // A form without worth is taken only for what it teaches.
  if (to.value <= from.value && (now != taken_.end() || (ordered.teaches & ~taught_) == 0)) return false;
  Costs spent;
  for (std::size_t b = 0; b < kBudgets; ++b) {
    spent[b] = spent_[b] - from.costs[b] + to.costs[b];
    if (spent[b] > budget_[b]) return false;
  }
  spent_ = spent;
  taught_ |= ordered.teaches;
  value_ += to.value - from.value;
  taken_[item] = choice;
  return true;
}

}  // namespace yachay::delivery

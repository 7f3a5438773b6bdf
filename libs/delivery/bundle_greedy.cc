#include "delivery/bundle_greedy.h"

#include <algorithm>

namespace yachay::delivery {

std::vector<std::pair<std::size_t, std::size_t>> GreedyOrder(const std::vector<OrderedItem>& items,
                                                             const Costs& budget) {
  std::vector<std::pair<double, std::pair<std::size_t, std::size_t>>> rated;
  for (std::size_t i = 0; i < items.size(); ++i) {
    for (std::size_t c = 0; c < items[i].choices.size(); ++c) {
      const Choice& choice = items[i].choices[c];
      double share = 1e-12;
      for (std::size_t b = 0; b < kBudgets; ++b)
        share += static_cast<double>(choice.costs[b]) / (1 + static_cast<double>(budget[b]));
      rated.push_back({choice.value / share, {i, c}});
    }
  }
  std::stable_sort(rated.begin(), rated.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<std::pair<std::size_t, std::size_t>> order;
  for (const auto& [rate, where] : rated) order.push_back(where);
  return order;
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

#include "delivery/bundle_prices.h"

#include <algorithm>
#include <cmath>

namespace yachay::delivery {
namespace {

constexpr int kSteps = 3000;
constexpr int kPatience = 25;  // steps without a lower bound before they get shorter

// The bound under some prices, and where it falls most steeply.
struct Dual {
  double bound = 0;
  std::array<double, kBudgets> over{};                    // taken beyond each budget, in shares of it
  std::map<std::pair<std::size_t, int>, double> spare{};  // teachers taken beyond who needs them
};

Dual Evaluate(const std::vector<OrderedItem>& items, const Costs& budget, const BundlePrices& prices) {
  Dual dual{.bound = Pay(prices.budgets, budget)};
  const std::vector<double> standings = Standings(items, prices);
  std::array<double, kBudgets> taken{};
  std::array<double, 64> teachers{};
  std::map<std::size_t, double> is_taken;
  for (std::size_t i = 0; i < items.size(); ++i) {
    double earned = 0;
    const Choice* best = BestChoice(items[i], standings[i], prices.budgets, earned);
    dual.bound += earned;
    if (best == nullptr) continue;
    is_taken[items[i].item] = 1;
    for (std::size_t b = 0; b < kBudgets; ++b) taken[b] += static_cast<double>(best->costs[b]);
    ForEachSkill(items[i].teaches, [&](int skill) { teachers[static_cast<std::size_t>(skill)] += 1; });
  }
  for (std::size_t b = 0; b < kBudgets; ++b)
    dual.over[b] = budget[b] == 0 ? 0 : taken[b] / static_cast<double>(budget[b]) - 1;
  for (const auto& [where, fee] : prices.fees)
    dual.spare[where] = teachers[static_cast<std::size_t>(where.second)] - is_taken[where.first];
  return dual;
}

// Length² of the step, without what would make a price negative.
double Norm(const BundlePrices& prices, Dual& dual) {
  double norm = 0;
  for (std::size_t b = 0; b < kBudgets; ++b) {
    if (prices.budgets[b] <= 0 && dual.over[b] < 0) dual.over[b] = 0;
    norm += dual.over[b] * dual.over[b];
  }
  for (auto& [where, spare] : dual.spare) {
    if (prices.fees.at(where) <= 0 && spare > 0) spare = 0;
    norm += spare * spare;
  }
  return norm;
}

void Step(const Costs& budget, const Dual& dual, double length, BundlePrices& prices) {
  for (std::size_t b = 0; b < kBudgets; ++b) {
    if (budget[b] > 0)
      prices.budgets[b] =
          std::max(0.0, prices.budgets[b] + length * dual.over[b] / static_cast<double>(budget[b]));
  }
  for (const auto& [where, spare] : dual.spare)
    prices.fees[where] = std::max(0.0, prices.fees[where] - length * spare);
}

}  // namespace

std::vector<double> Standings(const std::vector<OrderedItem>& items, const BundlePrices& prices) {
  std::array<double, 64> paid{};
  std::vector<double> standings(items.size());
  for (const auto& [where, fee] : prices.fees) {
    paid[static_cast<std::size_t>(where.second)] += fee;
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    ForEachSkill(items[i].needs, [&](int skill) { standings[i] -= prices.fees.at({items[i].item, skill}); });
    ForEachSkill(items[i].teaches, [&](int skill) { standings[i] += paid[static_cast<std::size_t>(skill)]; });
  }
  return standings;
}

const Choice* BestChoice(const OrderedItem& item, double standing, const BudgetPrices& prices,
                         double& earned) {
  const Choice* best = nullptr;
  earned = item.must ? -HUGE_VAL : 0;
  for (const Choice& choice : item.choices) {
    const double profit = choice.value + standing - Pay(prices, choice.costs);
    if (profit > earned) best = &choice, earned = profit;
  }
  return best;
}

BundlePrices FindPrices(const std::vector<OrderedItem>& items, const Costs& budget,
                        const BundlePrices& start) {
  BundlePrices prices{.budgets = start.budgets, .fees = {}};
  for (const OrderedItem& item : items) {
    ForEachSkill(item.needs, [&](int skill) {
      const auto fee = start.fees.find({item.item, skill});
      prices.fees[{item.item, skill}] = fee == start.fees.end() ? 0 : fee->second;
    });
  }
  BundlePrices best = prices;
  double least = HUGE_VAL;
  double pace = 0.3;
  int idle = 0;
  for (int step = 0; step < kSteps && pace > 1e-9; ++step) {
    Dual dual = Evaluate(items, budget, prices);
    idle = dual.bound < least * (1 - 1e-9) ? 0 : idle + 1;
    if (dual.bound < least) least = dual.bound, best = prices;
    if (idle > kPatience) {
      pace /= 2, idle = 0, prices = best;
      continue;
    }
    const double norm = Norm(prices, dual);
    if (norm == 0) break;
    Step(budget, dual, pace * dual.bound / norm, prices);
  }
  return best;
}

}  // namespace yachay::delivery

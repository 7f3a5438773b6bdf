#include "delivery/bundle_bound.h"

#include <algorithm>
#include <cmath>

namespace yachay::delivery {
namespace {

struct Step {
  std::int64_t cost;
  double value;
};

double Rate(double value, std::int64_t cost) {
  return cost == 0 ? HUGE_VAL : value / static_cast<double>(cost);
}

// The item's forms as steps of falling worth per cost, from nothing.
void AddHull(const OrderedItem& item, std::size_t budget, std::vector<Step>& out) {
  std::vector<Step> forms;
  for (const Choice& choice : item.choices) forms.push_back({choice.costs[budget], choice.value});
  Step at{0, 0};
  while (true) {
    const Step* best = nullptr;
    for (const Step& form : forms) {
      if (form.value <= at.value) continue;
      const auto rate = [&](const Step& step) {
        return Rate(step.value - at.value, std::max<std::int64_t>(0, step.cost - at.cost));
      };
      if (best == nullptr || rate(form) > rate(*best) || (rate(form) == rate(*best) && form.value > best->value))
        best = &form;
    }
    if (best == nullptr) return;
    out.push_back({std::max<std::int64_t>(0, best->cost - at.cost), best->value - at.value});
    at = {std::max(at.cost, best->cost), best->value};
  }
}

}  // namespace

BundleBound::BundleBound(const std::vector<OrderedItem>& items) {
  std::array<std::vector<Step>, kBudgets> steps;
  from_.resize(items.size() + 1);
  for (std::size_t first = items.size(); first-- > 0;) {
    for (std::size_t b = 0; b < kBudgets; ++b) {
      AddHull(items[first], b, steps[b]);
      std::stable_sort(steps[b].begin(), steps[b].end(), [](const Step& x, const Step& y) {
        return Rate(x.value, x.cost) > Rate(y.value, y.cost);
      });
      Steps& sums = from_[first][b];
      for (const Step& step : steps[b]) {
        sums.spent.push_back(sums.spent.back() + step.cost);
        sums.value.push_back(sums.value.back() + step.value);
      }
    }
  }
}

double BundleBound::Steps::Of(std::int64_t left) const {
  const auto whole = static_cast<std::size_t>(std::upper_bound(spent.begin(), spent.end(), left) - spent.begin() - 1);
  if (whole + 1 == spent.size()) return value[whole];
  const double part = static_cast<double>(left - spent[whole]) / static_cast<double>(spent[whole + 1] - spent[whole]);
  return value[whole] + part * (value[whole + 1] - value[whole]);
}

double BundleBound::Of(std::size_t first, const Costs& left) const {
  double least = HUGE_VAL;
  for (std::size_t b = 0; b < kBudgets; ++b) least = std::min(least, from_[first][b].Of(left[b]));
  return least;
}

}  // namespace yachay::delivery

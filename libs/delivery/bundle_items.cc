#include "delivery/bundle_items.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"

namespace yachay::delivery {
namespace {

absl::Status CheckVariant(const BundleVariant& variant, std::size_t item, std::size_t index) {
  const Costs costs = CostsOf(variant.cost);
  if (std::isfinite(variant.value) && variant.value >= 0 &&
      *std::min_element(costs.begin(), costs.end()) >= 0)
    return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("bundle: item ", item, ", variant ", index,
                                                 ": expected a finite value and costs, all 0 or above"));
}

absl::Status Check(absl::Span<const BundleItem> items, const Costs& budget, const BundleOptions& options) {
  std::size_t variants = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    variants += items[i].variants.size();
    for (std::size_t v = 0; v < items[i].variants.size(); ++v) {
      if (absl::Status status = CheckVariant(items[i].variants[v], i, v); !status.ok()) return status;
    }
  }
  if (variants > options.max_variants) {
    return absl::InvalidArgumentError(absl::StrCat("bundle: ", variants, " variants, at most ",
                                                   options.max_variants,
                                                   "; rank the items first and pass the best"));
  }
  if (*std::min_element(budget.begin(), budget.end()) < 0)
    return absl::InvalidArgumentError("bundle: a budget is below 0");
  return absl::OkStatus();
}

// The forms that fit at all, the cheapest first; a form that another one beats in everything is left out.
std::vector<Choice> ChoicesOf(const BundleItem& item, const Costs& budget) {
  std::vector<Choice> choices;
  for (std::size_t v = 0; v < item.variants.size(); ++v) {
    const Choice choice{CostsOf(item.variants[v].cost), item.variants[v].value, v};
    bool kept = true;
    for (std::size_t b = 0; b < kBudgets; ++b) kept = kept && choice.costs[b] <= budget[b];
    for (std::size_t o = 0; o < item.variants.size() && kept; ++o) {
      const Costs other = CostsOf(item.variants[o].cost);
      bool cheaper = o != v && item.variants[o].value >= choice.value;
      for (std::size_t b = 0; b < kBudgets; ++b) cheaper = cheaper && other[b] <= choice.costs[b];
      const bool equal = other == choice.costs && item.variants[o].value == choice.value;
      kept = !cheaper || (equal && v < o);
    }
    if (kept) choices.push_back(choice);
  }
  std::stable_sort(choices.begin(), choices.end(),
                   [](const Choice& a, const Choice& b) { return a.costs < b.costs; });
  return choices;
}

using Skills = std::set<int>;

// Items that may be taken: they have a form that fits, and what they need is taught by such items.
std::vector<std::size_t> Takeable(absl::Span<const BundleItem> items,
                                  const std::vector<std::vector<Choice>>& choices) {
  std::vector<std::size_t> left;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!choices[i].empty()) left.push_back(i);
  }
  for (std::size_t before = left.size() + 1; before != left.size();) {
    before = left.size();
    Skills taught;
    for (const std::size_t i : left) taught.insert(items[i].teaches.begin(), items[i].teaches.end());
    std::erase_if(left, [&](std::size_t i) {
      return std::any_of(items[i].needs.begin(), items[i].needs.end(),
                         [&](int skill) { return taught.count(skill) == 0; });
    });
  }
  return left;
}

double BestRate(const std::vector<Choice>& choices) {
  double best = 0;
  for (const Choice& choice : choices)
    best = std::max(best, choice.value / (1 + static_cast<double>(choice.costs[0])));
  return best;
}

}  // namespace

absl::StatusOr<std::vector<OrderedItem>> OrderItems(absl::Span<const BundleItem> items, const Costs& budget,
                                                    const BundleOptions& options) {
  if (absl::Status status = Check(items, budget, options); !status.ok()) return status;
  std::vector<std::vector<Choice>> choices;
  for (const BundleItem& item : items) choices.push_back(ChoicesOf(item, budget));
  std::vector<std::size_t> left = Takeable(items, choices);

  std::map<int, int> bits;  // of the needed skills; all of them are taught, or the item would not be left
  for (const std::size_t i : left) {
    for (const int skill : items[i].needs) bits.emplace(skill, static_cast<int>(bits.size()));
  }
  if (bits.size() > 64)
    return absl::InvalidArgumentError("bundle: more than 64 skills are needed; ask for fewer skills at once");
  const auto mask = [&](const std::vector<int>& skills) {
    std::uint64_t all = 0;
    for (const int skill : skills) {
      if (const auto found = bits.find(skill); found != bits.end()) all |= 1ULL << found->second;
    }
    return all;
  };

  // The most worth per byte first, among those whose needs no item that is left teaches.
  std::stable_sort(left.begin(), left.end(),
                   [&](std::size_t a, std::size_t b) { return BestRate(choices[a]) > BestRate(choices[b]); });
  std::vector<OrderedItem> ordered;
  for (const std::size_t i : left)
    ordered.push_back({.item = i,
                       .choices = std::move(choices[i]),
                       .teaches = mask(items[i].teaches),
                       .needs = mask(items[i].needs)});
  if (!Arrange(ordered)) return absl::InvalidArgumentError("bundle: items need each other in a circle");
  return ordered;
}

bool Arrange(std::vector<OrderedItem>& items) {
  std::vector<OrderedItem> ordered;
  while (!items.empty()) {
    std::uint64_t waiting = 0;
    for (const OrderedItem& item : items) waiting |= item.teaches;
    const auto next = std::find_if(items.begin(), items.end(),
                                   [&](const OrderedItem& item) { return (item.needs & waiting) == 0; });
    if (next == items.end()) return false;
    ordered.push_back(std::move(*next));
    items.erase(next);
  }
  std::uint64_t open = 0;
  for (std::size_t i = ordered.size(); i-- > 0;) {
    ordered[i].open = open;
    open |= ordered[i].needs;
  }
  items = std::move(ordered);
  return true;
}

}  // namespace yachay::delivery

#include "delivery/bundle.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "delivery/bundle_bound.h"
#include "delivery/bundle_greedy.h"
#include "delivery/bundle_items.h"

namespace yachay::delivery {
namespace {

constexpr double kPrecision = 1e-12;
constexpr std::uint32_t kNothing = UINT32_MAX;

// Choices made for the items before some item.
struct State {
  Costs spent{};
  double value = 0;
  std::uint64_t taught = 0;
  double bound = 0;                 // no way from here is worth more
  std::uint32_t parent = 0;         // index of the state before
  std::uint32_t choice = kNothing;  // of the item before
  std::uint32_t item = 0;           // that the choice is of
};

// Whether whoever is at `b` might as well be at `a`.
bool Dominates(const State& a, const State& b) {
  bool cheaper = a.value >= b.value && (b.taught & ~a.taught) == 0;
  for (std::size_t i = 0; i < kBudgets; ++i) cheaper = cheaper && a.spent[i] <= b.spent[i];
  return cheaper;
}

// By bound; spent and taught make the order total, so that the same question has the same answer.
bool Promises(const State& a, const State& b) {
  if (a.bound != b.bound) return a.bound > b.bound;
  return std::tie(a.spent, a.taught, a.parent, a.choice) < std::tie(b.spent, b.taught, b.parent, b.choice);
}

class Search {
 public:
  Search(std::vector<OrderedItem> items, const Costs& budget, std::size_t max_states)
      : items_(std::move(items)),
        budget_(budget),
        max_states_(max_states),
        bound_(items_, budget_),
        greedy_plan_(MakeGreedyPlan(items_, bound_)) {}

  BundlePlan Run() {
    LookAhead();
    Begin();
    std::size_t begin = 0;
    for (std::size_t item = 0; item < items_.size(); ++item) {
      const std::size_t end = states_.size();
      if (end + (end - begin) * (items_[item].choices.size() + 1) > max_states_) return Plan(Gap(begin));
      Expand(begin, end, item);
      begin = end;
    }
    return Plan(0);
  }

 private:
  void Begin() {
    states_.assign(1, {.bound = bound_.Of(0, budget_, 0)});
    Complete(0, 0);
  }

  // The same with only the most promising states kept: a plan that is hard to beat, soon.
  void LookAhead() {
    Begin();
    std::size_t begin = 0;
    for (std::size_t item = 0; item < items_.size(); ++item) {
      const std::size_t end = states_.size();
      Expand(begin, end, item);
      if (states_.size() - end > kBeam) {
        std::nth_element(states_.begin() + static_cast<std::ptrdiff_t>(end),
                         states_.begin() + static_cast<std::ptrdiff_t>(end + kBeam), states_.end(), Promises);
        states_.resize(end + kBeam);
      }
      begin = end;
    }
  }

  static constexpr std::size_t kCompletions = 8;  // greedy ones after each item
  static constexpr std::size_t kBeam = 300;       // states after each item, of the look ahead
  static constexpr std::size_t kFront = 96;       // states that each new one is compared with

  bool MayBeat(const State& state) const { return state.bound > best_value_ * (1 + kPrecision); }

  void Expand(std::size_t begin, std::size_t end, std::size_t item) {
    const OrderedItem& ordered = items_[item];
    std::vector<State> next;
    for (std::size_t i = begin; i < end; ++i) {
      const State from = states_[i];
      Add(from, i, item, {}, 0, kNothing, next);
      if ((ordered.needs & ~from.taught) != 0) continue;
      for (std::size_t c = 0; c < ordered.choices.size(); ++c)
        Add(from, i, item, ordered.choices[c].costs, ordered.choices[c].value, static_cast<std::uint32_t>(c),
            next);
    }
    Keep(std::move(next), item + 1);
  }

  void Add(const State& from, std::size_t parent, std::size_t item, const Costs& costs, double value,
           std::uint32_t choice, std::vector<State>& next) const {
    State to{.value = from.value + value,
             .taught = (from.taught | (choice == kNothing ? 0 : items_[item].teaches)) & items_[item].open,
             .parent = static_cast<std::uint32_t>(parent),
             .choice = choice,
             .item = static_cast<std::uint32_t>(item)};
    Costs left;
    for (std::size_t b = 0; b < kBudgets; ++b) {
      to.spent[b] = from.spent[b] + costs[b];
      left[b] = budget_[b] - to.spent[b];
      if (left[b] < 0) return;
    }
    to.bound = (to.value + bound_.Of(item + 1, left, to.taught)) * (1 + kPrecision);
    if (MayBeat(to)) next.push_back(to);
  }

  // Of the new states those that no cheaper one makes needless.
  void Keep(std::vector<State> next, std::size_t item) {
    std::stable_sort(next.begin(), next.end(), [](const State& a, const State& b) {
      return a.spent != b.spent ? a.spent < b.spent : a.value > b.value;
    });
    const std::size_t begin = states_.size();
    for (const State& state : next) {
      const std::size_t first = states_.size() - begin > kFront ? states_.size() - kFront : begin;
      const auto dominated = [&](const State& other) { return Dominates(other, state); };
      if (std::none_of(states_.begin() + static_cast<std::ptrdiff_t>(first), states_.end(), dominated))
        states_.push_back(state);
    }
    CompleteBest(begin, item);
  }

  // Looks for a better plan behind the most promising states.
  void CompleteBest(std::size_t begin, std::size_t item) {
    std::vector<std::size_t> promising;
    for (std::size_t i = begin; i < states_.size(); ++i) promising.push_back(i);
    const std::size_t count = std::min(kCompletions, promising.size());
    std::partial_sort(promising.begin(), promising.begin() + static_cast<std::ptrdiff_t>(count),
                      promising.end(),
                      [&](std::size_t a, std::size_t b) { return Promises(states_[a], states_[b]); });
    for (std::size_t i = 0; i < count; ++i) Complete(promising[i], item);
  }

  // Goes on as the prices of the budgets say.
  void Complete(std::size_t index, std::size_t item) {
    Greedy greedy(items_, budget_, states_[index].spent, states_[index].taught, item);
    greedy.Run(greedy_plan_);
    const double value = states_[index].value + greedy.value();
    if (value <= best_value_) return;
    best_value_ = value;
    best_ = greedy.taken();
    for (std::size_t i = index; i != 0; i = states_[i].parent) {
      if (states_[i].choice != kNothing) best_[states_[i].item] = states_[i].choice;
    }
  }

  double Gap(std::size_t begin) const {
    double bound = best_value_;
    for (std::size_t i = begin; i < states_.size(); ++i) bound = std::max(bound, states_[i].bound);
    return bound - best_value_;
  }

  BundlePlan Plan(double gap) const {
    BundlePlan plan{.taken = {}, .value = 0, .cost = {}, .gap = gap};
    for (const auto& [item, index] : best_) {
      const Choice& choice = items_[item].choices[index];
      plan.taken.push_back({items_[item].item, choice.variant});
      plan.value += choice.value;
      plan.cost.bytes += choice.costs[0];
      plan.cost.download_ms += choice.costs[1];
      plan.cost.battery_mj += choice.costs[2];
    }
    return plan;
  }

  const std::vector<OrderedItem> items_;
  const Costs budget_;
  const std::size_t max_states_;
  const BundleBound bound_;
  const GreedyPlan greedy_plan_;
  std::vector<State> states_;
  double best_value_ = -1;
  Taken best_;
};

}  // namespace

absl::StatusOr<BundlePlan> PlanOfflineBundle(absl::Span<const BundleItem> items, const BundleCost& budget,
                                             const BundleOptions& options) {
  auto ordered = OrderItems(items, CostsOf(budget), options);
  if (!ordered.ok()) return ordered.status();
  return Search(*std::move(ordered), CostsOf(budget), options.max_states).Run();
}

}  // namespace yachay::delivery

#include "delivery/bundle_search.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace yachay::delivery {
namespace {

constexpr std::size_t kCompletions = 8;  // greedy ones after each item
constexpr std::size_t kFront = 128;      // states that each new one is compared with
constexpr std::size_t kSharpened = 4;    // states whose own prices are found after each item
constexpr std::size_t kManyStates = 32;  // from which that pays

std::vector<Costs> Dearest(const std::vector<OrderedItem>& items) {
  std::vector<Costs> dearest(items.size() + 1);
  for (std::size_t i = items.size(); i-- > 0;) {
    for (std::size_t b = 0; b < kBudgets; ++b) {
      std::int64_t most = 0;
      for (const Choice& choice : items[i].choices) most = std::max(most, choice.costs[b]);
      dearest[i][b] = dearest[i + 1][b] + most;
    }
  }
  return dearest;
}

}  // namespace

BundleSearch::BundleSearch(const std::vector<OrderedItem>& items, const Costs& budget,
                           const BundlePrices& start, Found best)
    : items_(items),
      budget_(budget),
      dearest_(Dearest(items)),
      bound_(items, budget, start),
      greedy_plan_(MakeGreedyPlan(items, bound_)),
      best_(std::move(best)) {}

// Whether whoever is at `b` might as well be at `a`.
bool BundleSearch::Dominates(const State& a, const State& b) {
  bool cheaper = a.value >= b.value && (b.taught & ~a.taught) == 0;
  for (std::size_t i = 0; i < kBudgets; ++i) cheaper = cheaper && a.spent[i] <= b.spent[i];
  return cheaper;
}

// By bound; the rest makes the order total, so that the same question has the same answer.
bool BundleSearch::Promises(const State& a, const State& b) {
  if (a.bound != b.bound) return a.bound > b.bound;
  return std::tie(a.spent, a.taught, a.parent, a.choice) < std::tie(b.spent, b.taught, b.parent, b.choice);
}

bool BundleSearch::MayBeat(double bound) const { return bound > best_.value * (1 + kPlanPrecision); }

double BundleSearch::BoundOf(const State& state, std::size_t item) const {
  Costs left;
  for (std::size_t b = 0; b < kBudgets; ++b) left[b] = budget_[b] - state.spent[b];
  return (state.value + bound_.Of(item, left, state.taught)) * (1 + kPlanPrecision);
}

double BundleSearch::Run(std::size_t width) {
  double dropped = 0;
  trail_.clear();
  states_.assign(1, {});
  Complete(states_[0], 0);
  for (std::size_t item = 0; item < items_.size(); ++item) {
    Sharpen(item);
    States next = Expand(item);
    looked_ += next.size();
    DropDominated(next);
    states_ = std::move(next);
    dropped = std::max(dropped, Narrow(width));
    std::vector<Step>& steps = trail_.emplace_back();
    for (const State& state : states_) steps.push_back({state.parent, state.choice});
    CompleteBest(item + 1);
  }
  return dropped;
}

// Bounds from prices that fit what the states have left, not what there was at first.
void BundleSearch::Sharpen(std::size_t item) {
  if (states_.size() < kManyStates) return;
  for (std::size_t i = 0; i < kSharpened; ++i) {
    const State& state = states_[(states_.size() - 1) * i / (kSharpened - 1)];
    Costs left;
    for (std::size_t b = 0; b < kBudgets; ++b) left[b] = budget_[b] - state.spent[b];
    bound_.Sharpen(item, left);
  }
}

BundleSearch::States BundleSearch::Expand(std::size_t item) const {
  States next;
  const OrderedItem& ordered = items_[item];
  for (std::size_t i = 0; i < states_.size(); ++i) {
    if (!MayBeat(BoundOf(states_[i], item))) continue;
    if (!ordered.must) Add(i, item, nullptr, next);
    if ((ordered.needs & ~states_[i].taught) != 0) continue;
    for (const Choice& choice : ordered.choices) Add(i, item, &choice, next);
  }
  return next;
}

void BundleSearch::Add(std::size_t parent, std::size_t item, const Choice* choice, States& next) const {
  const OrderedItem& ordered = items_[item];
  State to = states_[parent];
  to.parent = static_cast<std::uint32_t>(parent);
  to.choice = choice == nullptr ? -1 : static_cast<std::int32_t>(choice - ordered.choices.data());
  if (choice != nullptr) {
    to.value += choice->value;
    to.taught |= ordered.teaches;
    for (std::size_t b = 0; b < kBudgets; ++b) to.spent[b] += choice->costs[b];
  }
  to.taught &= ordered.open;
  for (std::size_t b = 0; b < kBudgets; ++b) {
    if (to.spent[b] > budget_[b]) return;
    // More than all that may come costs is as good as just that.
    to.spent[b] = std::max(to.spent[b], budget_[b] - dearest_[item + 1][b]);
  }
  to.bound = BoundOf(to, item + 1);
  if (MayBeat(to.bound)) next.push_back(to);
}

void BundleSearch::DropDominated(States& next) const {
  std::sort(next.begin(), next.end(), [](const State& a, const State& b) {
    if (a.spent != b.spent) return a.spent < b.spent;
    if (a.value != b.value) return a.value > b.value;
    return std::tie(a.taught, a.parent, a.choice) < std::tie(b.taught, b.parent, b.choice);
  });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < next.size(); ++i) {
    const std::size_t first = kept > kFront ? kept - kFront : 0;
    bool needless = false;
    for (std::size_t k = kept; k-- > first && !needless;) needless = Dominates(next[k], next[i]);
    if (!needless) next[kept++] = next[i];
  }
  next.resize(kept);
}

// The highest bound of those that are let go.
double BundleSearch::Narrow(std::size_t width) {
  if (states_.size() <= width) return 0;
  const auto end = states_.begin() + static_cast<std::ptrdiff_t>(width);
  std::nth_element(states_.begin(), end, states_.end(), Promises);
  double highest = 0;
  for (auto state = end; state != states_.end(); ++state) highest = std::max(highest, state->bound);
  states_.erase(end, states_.end());
  return highest;
}

// Looks for a better plan behind the most promising states.
void BundleSearch::CompleteBest(std::size_t item) {
  std::vector<const State*> promising;
  for (const State& state : states_) promising.push_back(&state);
  const std::size_t count = std::min(kCompletions, promising.size());
  std::partial_sort(promising.begin(), promising.begin() + static_cast<std::ptrdiff_t>(count),
                    promising.end(), [](const State* a, const State* b) { return Promises(*a, *b); });
  for (std::size_t i = 0; i < count; ++i) Complete(*promising[i], item);
}

// Goes on as the prices of the budgets say.
void BundleSearch::Complete(const State& state, std::size_t item) {
  Greedy greedy(items_, budget_, state.spent, state.taught, item);
  greedy.Run(greedy_plan_);
  const double value = state.value + greedy.value();
  if (value <= best_.value || !greedy.Whole()) return;
  best_ = {value, {}};
  for (const auto& [taken, choice] : greedy.taken())
    best_.taken.push_back({items_[taken].item, items_[taken].choices[choice].variant});
  Step step{state.parent, state.choice};
  for (std::size_t i = item; i-- > 0;) {
    if (step.choice >= 0)
      best_.taken.push_back(
          {items_[i].item, items_[i].choices[static_cast<std::size_t>(step.choice)].variant});
    if (i > 0) step = trail_[i - 1][step.parent];
  }
}

}  // namespace yachay::delivery

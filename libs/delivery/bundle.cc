#include "delivery/bundle.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace yachay::delivery {
namespace {

constexpr double kPrecision = 1e-12;
constexpr std::size_t kNone = static_cast<std::size_t>(-1);

struct Choice {
  std::int64_t bytes = 0;
  double value = 0;
  std::size_t candidate = kNone;
};

// One more step along an item's hull: what it adds to the step before.
struct Increment {
  std::int64_t bytes;
  double value;
  std::size_t item;
  std::size_t candidate;  // what is taken of the item after this step
};

using Choices = std::vector<Choice>;

absl::Status Check(absl::Span<const BundleCandidate> candidates, std::int64_t budget,
                   const BundleOptions& options) {
  if (candidates.size() > options.max_candidates) {
    return absl::InvalidArgumentError(absl::StrCat("bundle: ", candidates.size(), " candidates, at most ",
                                                   options.max_candidates,
                                                   "; rank them first and pass the best"));
  }
  if (budget < 0) return absl::InvalidArgumentError("bundle: the byte budget is below 0");
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (!std::isfinite(candidates[i].value) || candidates[i].value < 0 || candidates[i].bytes < 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("bundle: candidate ", i, ": expected a finite value and bytes, both 0 or above"));
    }
  }
  return absl::OkStatus();
}

// Ascending in bytes and value: what is heavier and worth no more is left out.
Choices Undominated(Choices choices) {
  std::stable_sort(choices.begin(), choices.end(), [](const Choice& a, const Choice& b) {
    return a.bytes != b.bytes ? a.bytes < b.bytes : a.value > b.value;
  });
  Choices kept;
  double best = 0;
  for (const Choice& choice : choices) {
    if (choice.value <= best) continue;
    kept.push_back(choice);
    best = choice.value;
  }
  return kept;
}

std::vector<Choices> ByItem(absl::Span<const BundleCandidate> candidates, std::int64_t budget) {
  std::map<int, Choices> items;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (candidates[i].bytes <= budget)
      items[candidates[i].item].push_back({candidates[i].bytes, candidates[i].value, i});
  }
  std::vector<Choices> result;
  for (auto& [item, choices] : items) {
    Choices kept = Undominated(std::move(choices));
    if (!kept.empty()) result.push_back(std::move(kept));
  }
  return result;
}

double Rate(double value, std::int64_t bytes) {
  return bytes == 0 ? HUGE_VAL : value / static_cast<double>(bytes);
}

// The item's choices as steps of falling worth per byte, from nothing.
void AddHull(const Choices& choices, std::size_t item, std::vector<Increment>& out) {
  Choice at;
  for (std::size_t from = 0; from < choices.size();) {
    std::size_t next = from;
    for (std::size_t i = from + 1; i < choices.size(); ++i) {
      if (Rate(choices[i].value - at.value, choices[i].bytes - at.bytes) >=
          Rate(choices[next].value - at.value, choices[next].bytes - at.bytes)) {
        next = i;
      }
    }
    out.push_back(
        {choices[next].bytes - at.bytes, choices[next].value - at.value, item, choices[next].candidate});
    at = choices[next];
    from = next + 1;
  }
}

// The best of the items from some item on, when the last step may be taken in part.
class Relaxation {
 public:
  explicit Relaxation(std::vector<Increment> increments) : increments_(std::move(increments)) {
    std::stable_sort(increments_.begin(), increments_.end(), [](const Increment& a, const Increment& b) {
      return Rate(a.value, a.bytes) > Rate(b.value, b.bytes);
    });
    bytes_.push_back(0);
    values_.push_back(0);
    for (const Increment& increment : increments_) {
      bytes_.push_back(bytes_.back() + increment.bytes);
      values_.push_back(values_.back() + increment.value);
    }
  }

  // How many whole steps fit.
  std::size_t Whole(std::int64_t room) const {
    return static_cast<std::size_t>(std::upper_bound(bytes_.begin(), bytes_.end(), room) - bytes_.begin() -
                                    1);
  }
  double WholeValue(std::size_t steps) const { return values_[steps]; }
  double Bound(std::int64_t room, std::size_t whole) const {
    if (whole == increments_.size()) return values_[whole];
    return values_[whole] + Rate(increments_[whole].value, increments_[whole].bytes) *
                                static_cast<double>(room - bytes_[whole]);
  }
  absl::Span<const Increment> Steps(std::size_t count) const {
    return absl::MakeSpan(increments_).subspan(0, count);
  }

 private:
  std::vector<Increment> increments_;
  std::vector<std::int64_t> bytes_;  // of the first n steps
  std::vector<double> values_;
};

// Choices made for the items before some item.
struct State {
  std::int64_t bytes = 0;
  double value = 0;
  std::uint32_t parent = 0;
  std::uint32_t candidate = UINT32_MAX;
};

class Search {
 public:
  Search(std::vector<Choices> items, std::int64_t budget, std::size_t max_states)
      : items_(std::move(items)), budget_(budget), max_states_(max_states) {
    std::vector<Increment> increments;
    relaxations_.emplace(relaxations_.begin(), increments);
    for (std::size_t i = items_.size(); i-- > 0;) {
      AddHull(items_[i], i, increments);
      relaxations_.emplace_back(increments);
    }
    std::reverse(relaxations_.begin(), relaxations_.end());
  }

  BundlePlan Run(absl::Span<const BundleCandidate> candidates) {
    states_.push_back({});
    Consider(0, 0);
    std::size_t begin = 0;
    for (std::size_t item = 0; item < items_.size(); ++item) {
      const std::size_t end = states_.size();
      if (end + (end - begin) * (items_[item].size() + 1) > max_states_)
        return Plan(candidates, Gap(begin, item));
      Expand(begin, end, item);
      begin = end;
    }
    return Plan(candidates, 0);
  }

 private:
  // Remembers the best whole solution that this state leads to, and says whether a better one may lie behind
  // it.
  bool Consider(std::uint32_t index, std::size_t item) {
    const State& state = states_[index];
    const Relaxation& rest = relaxations_[item];
    const std::int64_t room = budget_ - state.bytes;
    const std::size_t whole = rest.Whole(room);
    if (state.value + rest.WholeValue(whole) > best_value_) {
      best_value_ = state.value + rest.WholeValue(whole);
      best_state_ = index;
      best_item_ = item;
      best_steps_ = whole;
    }
    return state.value + rest.Bound(room, whole) > best_value_ * (1 + kPrecision);
  }

  void Expand(std::size_t begin, std::size_t end, std::size_t item) {
    std::vector<State> next;
    for (std::size_t i = begin; i < end; ++i) {
      const State from = states_[i];
      next.push_back({from.bytes, from.value, static_cast<std::uint32_t>(i), UINT32_MAX});
      for (const Choice& choice : items_[item]) {
        if (from.bytes + choice.bytes > budget_) break;
        next.push_back({from.bytes + choice.bytes, from.value + choice.value, static_cast<std::uint32_t>(i),
                        static_cast<std::uint32_t>(choice.candidate)});
      }
    }
    KeepPromising(std::move(next), item + 1);
  }

  void KeepPromising(std::vector<State> next, std::size_t item) {
    std::stable_sort(next.begin(), next.end(), [](const State& a, const State& b) {
      return a.bytes != b.bytes ? a.bytes < b.bytes : a.value > b.value;
    });
    double best = -1;
    for (const State& state : next) {
      if (state.value <= best) continue;
      best = state.value;
      states_.push_back(state);
      // The best one found must stay reachable, so its state is kept even when nothing better lies behind it.
      const auto index = static_cast<std::uint32_t>(states_.size() - 1);
      if (!Consider(index, item) && best_state_ != index) states_.pop_back();
    }
  }

  double Gap(std::size_t begin, std::size_t item) const {
    double bound = best_value_;
    for (std::size_t i = begin; i < states_.size(); ++i) {
      const std::int64_t room = budget_ - states_[i].bytes;
      const Relaxation& rest = relaxations_[item];
      bound = std::max(bound, states_[i].value + rest.Bound(room, rest.Whole(room)));
    }
    return bound - best_value_;
  }

  BundlePlan Plan(absl::Span<const BundleCandidate> candidates, double gap) const {
    BundlePlan plan{.taken = {}, .value = 0, .bytes = 0, .gap = gap};
    for (std::uint32_t i = best_state_; i != 0; i = states_[i].parent) {
      if (states_[i].candidate != UINT32_MAX) plan.taken.push_back(states_[i].candidate);
    }
    std::map<std::size_t, std::size_t> rest;
    for (const Increment& step : relaxations_[best_item_].Steps(best_steps_))
      rest[step.item] = step.candidate;
    for (const auto& [item, candidate] : rest) plan.taken.push_back(candidate);
    std::sort(plan.taken.begin(), plan.taken.end());
    for (const std::size_t i : plan.taken) {
      plan.value += candidates[i].value;
      plan.bytes += candidates[i].bytes;
    }
    return plan;
  }

  std::vector<Choices> items_;
  std::vector<Relaxation> relaxations_;  // [i]: of the items from i on
  std::int64_t budget_;
  std::size_t max_states_;
  std::vector<State> states_;
  double best_value_ = -1;
  std::uint32_t best_state_ = 0;
  std::size_t best_item_ = 0;
  std::size_t best_steps_ = 0;
};

}  // namespace

absl::StatusOr<BundlePlan> PlanOfflineBundle(absl::Span<const BundleCandidate> candidates,
                                             std::int64_t budget_bytes, const BundleOptions& options) {
  if (absl::Status status = Check(candidates, budget_bytes, options); !status.ok()) return status;
  return Search(ByItem(candidates, budget_bytes), budget_bytes, options.max_states).Run(candidates);
}

}  // namespace yachay::delivery

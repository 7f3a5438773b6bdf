#include "drift/groups.h"

#include <algorithm>
#include <cmath>

namespace yachay::drift {
namespace {

bool IsMoreRight(const GroupQuality* a, const GroupQuality* b) {
  return a->real->accuracy.value < b->real->accuracy.value;
}

// Of two shares, the greater one first.
Figure Difference(const Figure& greater, const Figure& less) {
  const double d = greater.value - less.value;
  return {d, d - std::hypot(greater.value - greater.low, less.high - less.value),
          d + std::hypot(greater.high - greater.value, less.value - less.low)};
}

}  // namespace

std::vector<GroupGap> GapsOf(const std::vector<GroupQuality>& groups) {
  std::map<std::string, std::vector<const GroupQuality*>> columns;
  for (const GroupQuality& group : groups) {
    if (group.real.has_value() && group.real->rows >= kLeastGapRows) columns[group.column].push_back(&group);
  }
  std::vector<GroupGap> gaps;
  for (const auto& [column, compared] : columns) {
    if (compared.size() < 2) continue;
    const auto [worst, best] = std::minmax_element(compared.begin(), compared.end(), IsMoreRight);
    gaps.push_back({column, (*worst)->group, (*best)->group,
                    Difference((*best)->real->accuracy, (*worst)->real->accuracy)});
  }
  return gaps;
}

void GroupFigures::Add(const Key& key, absl::Span<const float> probabilities, std::optional<size_t> label) {
  if (figures_.size() >= kMost && !figures_.contains(key)) return;
  Performance& group = figures_.try_emplace(key, probabilities.size()).first->second;
  if (group.classes() == probabilities.size()) group.Add(probabilities, label).IgnoreError();
}

void GroupFigures::Merge(const GroupFigures& other) {
  for (const auto& [key, figures] : other.figures_) Merge(key, figures);
}

void GroupFigures::Merge(const Key& key, const Performance& figures) {
  if (const auto known = figures_.find(key); known != figures_.end()) {
    known->second.Merge(figures).IgnoreError();  // of other classes
  } else if (figures_.size() < kMost) {
    figures_.emplace(key, figures);
  }
}

std::vector<GroupQuality> GroupFigures::Qualities() const {
  std::vector<GroupQuality> qualities;
  for (const auto& [key, figures] : figures_) {
    qualities.push_back({key.first, key.second, figures.Estimated(), figures.Real()});
  }
  return qualities;
}

}  // namespace yachay::drift

#include "gamification/ranking.h"

#include <algorithm>

namespace yachay::gamification {

void Rank(std::vector<Ranked>& entries) {
  std::sort(entries.begin(), entries.end(), [](const Ranked& a, const Ranked& b) {
    return a.points != b.points ? a.points > b.points : a.learner_id < b.learner_id;
  });
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const bool tie = i > 0 && entries[i].points == entries[i - 1].points;
    entries[i].rank = tie ? entries[i - 1].rank : static_cast<std::int32_t>(i + 1);
  }
}

std::vector<Ranked> Around(const std::vector<Ranked>& ranked, std::size_t index, std::size_t count) {
  count = std::min(count, ranked.size());
  const std::size_t above = std::min(index, (count - 1) / 2);
  const std::size_t begin = std::min(index - above, ranked.size() - count);
  const auto first = ranked.begin() + static_cast<std::ptrdiff_t>(begin);
  return {first, first + static_cast<std::ptrdiff_t>(count)};
}

}  // namespace yachay::gamification

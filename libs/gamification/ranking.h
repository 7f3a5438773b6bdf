#ifndef GAMIFICATION_RANKING_H_
#define GAMIFICATION_RANKING_H_

#include <cstdint>
#include <string>
#include <vector>

namespace yachay::gamification {

struct Ranked {
  std::string learner_id;
  std::int64_t points = 0;
  std::int32_t rank = 0;  // from 1; equal points share a rank, and the next one counts them all: 1 2 2 4

  bool operator==(const Ranked&) const = default;
};

// By points, the most first; equals by learner id. Fills in the ranks.
void Rank(std::vector<Ranked>& entries);

// At most `count` neighbours of the place `index`, itself in the middle as far as the ends allow: as many as
// there are, if there are fewer. REQUIRES: index < ranked.size(), count ≥ 1.
std::vector<Ranked> Around(const std::vector<Ranked>& ranked, std::size_t index, std::size_t count);

}  // namespace yachay::gamification

#endif  // GAMIFICATION_RANKING_H_

#ifndef RECOMMENDATION_CORE_RANKING_H_
#define RECOMMENDATION_CORE_RANKING_H_

#include <string>
#include <vector>

#include "core/exploration.h"

namespace yachay::recommendation {

// An item at its place.
struct Placed {
  Scored scored;
  double score = 0;  // after the cost of repeating a skill
  double propensity =
      1;  // chance of this item at this place, given the places before; product = chance of the answer
  bool explored = false;  // it was not the best at its place
};

// What stood to choice for the first place, with its chance there.
struct Choice {
  Scored scored;
  double propensity = 0;  // above 0; of all choices together 1
};

struct Ranked {
  std::vector<Placed> placed;         // best first
  std::vector<Choice> first_choices;  // for evaluating other policies on what this one chose from
};

// Fills count places, one after the other: of the best that are left (score less same_skill_cost for each
// item before that shares a skill, a form of maximal marginal relevance; the smaller id on a tie) one is
// drawn by PlaceChances. The item is drawn by these very chances, so the logged propensity is exact. Nothing
// repeats; nothing that was filtered out comes back. Chance comes from seed alone.
Ranked Rank(std::vector<Scored> scored, std::size_t count, const std::string& seed, const Policy& policy);

// The better score first; the earlier on the shelf (the smaller id) on a tie.
bool Better(const Scored& a, const Scored& b);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_RANKING_H_

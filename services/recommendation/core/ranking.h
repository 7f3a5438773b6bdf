#ifndef RECOMMENDATION_CORE_RANKING_H_
#define RECOMMENDATION_CORE_RANKING_H_

#include <string>
#include <vector>

#include "core/scoring.h"

namespace yachay::recommendation {

// An item at its place.
struct Placed {
  Scored scored;
  double score = 0;  // after the cost of repeating a skill
  double propensity =
      1;  // chance of this item at this place, given the places before; product = chance of the answer
  bool explored = false;  // it was not the best at its place
};

// Fills count places, one after the other: each goes to the best of what is left (score less same_skill_cost
// for each item before that shares a skill; the smaller id on a tie) or, with the chance policy.exploration,
// to any of the best policy.explored, all equally likely (the best among them). With k of them the best
// stands there with the chance 1 - e + e/k and each other with e/k: these are the propensities, exactly.
// Nothing repeats; nothing that was filtered out comes back. Chance comes from seed alone.
std::vector<Placed> Rank(std::vector<Scored> scored, std::size_t count, const std::string& seed,
                         const Policy& policy);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_RANKING_H_

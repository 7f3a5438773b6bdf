#ifndef RECOMMENDATION_CORE_SCORING_H_
#define RECOMMENDATION_CORE_SCORING_H_

#include <vector>

#include "core/band.h"
#include "core/candidates.h"

namespace yachay::recommendation {

// What speaks for an item; each 0 to 1.
struct Signals {
  double success = 0;     // chance that the learner succeeds
  double challenge = 0;   // 1: the chance lies in the band that teaches most
  double gap = 0;         // 1 - mean mastery of its skills
  double novelty = 0;     // 1: never seen
  double preference = 0;  // 1: all that the learner prefers
  double brevity = 0;     // 1: takes no time; 0: half an hour or more
  double review = 0;      // 1: its skills were known and are about to be forgotten
  double taste = 0;       // expected liking, by what learners with a similar history completed
};

struct Scored {
  Candidate candidate;
  Signals signals;
  double score = 0;     // weighted sum of the signals, or what the ranker made of it
  double doubt = 0;     // standard deviation of the score: what is not known of item and learner
  std::size_t row = 0;  // of the pair's features (core/pair_features.h)
};

// How well a success chance fits the band [low, high]: 1 inside, falling linearly to 0 at chance 0 and, from
// the upper end, to 0.3 at chance 1: too easy bores, too hard discourages.
double Challenge(double success, double low, double high);

// The heuristic: the signals' weighted sum.
double Weigh(const Signals& signals, double low_chance, const Policy& policy);

// Preferences that count: "audio" = "true" (or "yes", "1") for items whose form has sound, "skill" = a
// skill's id. An item whose taste is not known (a new one) has the mean taste of the others: being new costs
// nothing. A learner who completed nothing has none.
std::vector<Scored> Score(const std::vector<Candidate>& candidates, const Shelf& shelf,
                          const Learner& learner, const LearnerColumns& columns, const Band& band,
                          double low_chance, std::int64_t now_ms, const Policy& policy);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_SCORING_H_

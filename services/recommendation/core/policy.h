#ifndef RECOMMENDATION_CORE_POLICY_H_
#define RECOMMENDATION_CORE_POLICY_H_

#include <cstddef>
#include <string>

namespace yachay::recommendation {

// The rules of ranking. The name goes into the log: give new rules a new one.
struct Policy {
  std::string name = "heuristic-1";
  std::string default_language = "es";  // of who has said none
  double prerequisite_mastery = 0.6;    // least mastery of each prerequisite skill
  double new_skill_mastery = 0.2;       // of a skill that was never tried

  double band_low = 0.70;  // chance of success that teaches most: hard enough, and mostly won
  double band_high = 0.85;
  double band_shift = 0.08;  // added to both ends, times the chance of low engagement: success first

  double challenge_weight = 1.0;  // success chance in the band
  double gap_weight = 0.35;       // what is still to be learnt of the item's skills
  double novelty_weight = 0.4;    // not seen lately
  double preference_weight = 0.15;
  double brevity_weight = 0.3;  // short items, times the chance of low engagement
  double novelty_days = 3;      // after which a seen item is 63 % new again

  double same_skill_cost = 0.12;  // per item with a shared skill that already stands in the answer
  std::size_t pool = 200;         // best candidates that take part in re-ranking
  double exploration = 0.1;       // chance that a place is filled at random from the best `explored`
  std::size_t explored = 10;
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_POLICY_H_

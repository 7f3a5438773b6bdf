#ifndef RECOMMENDATION_CORE_POLICY_H_
#define RECOMMENDATION_CORE_POLICY_H_

#include <cstddef>
#include <string>

namespace yachay::recommendation {

// The rules of ranking. The name goes into the log: give new rules a new one.
struct Policy {
  std::string name = "heuristic-2";
  std::string default_language = "es";  // of who has said none
  double prerequisite_mastery = 0.6;    // least mastery of each prerequisite skill
  double new_skill_mastery = 0.2;       // of a skill that was never tried

  double band_low = 0.70;  // chance of success that teaches most: hard enough, and mostly won
  double band_high = 0.85;
  // Added to both ends (core/band.h):
  double band_shift = 0.08;         // times the chance of low engagement: success first
  double new_learner_shift = 0.03;  // nothing is known: rather too easy than too hard
  double history_shift = 0.05;      // at most, for who has won more or less than the band wants
  double stated_shift = 0.08;       // for the preference "challenge" = "easy", less it for "hard"

  double challenge_weight = 1.0;  // success chance in the band
  double gap_weight = 0.35;       // what is still to be learnt of the item's skills
  double novelty_weight = 0.4;    // not seen lately
  double preference_weight = 0.15;
  double review_weight = 0.5;   // skills that were known and are about to be forgotten
  double taste_weight = 0.3;    // what learners with a similar history liked
  double brevity_weight = 0.3;  // short items, times the chance of low engagement
  double novelty_days = 3;      // after which a seen item is 63 % new again

  double review_known = 0.6;  // least chance that a skill was known for a review of it
  double review_below = 0.9;  // chance of recall below which a review is due
  double rest_hours = 4;      // seen since then: only when nothing else fills the answer

  double same_skill_cost = 0.12;  // per item with a shared skill that already stands in the answer
  std::size_t pool = 200;         // best candidates that a ranker scores and re-ranking sees
  double ranker_spread = 0.25;    // standard deviation that a ranker's scores are given
  // Exploration (core/ranking.h): never beyond what the rules let through.
  double exploration = 0.2;  // chance that a place is drawn among the best `explored`
  std::size_t explored = 10;
  double exploration_floor = 0.2;  // share of it spread evenly, so that each of them has a chance
  double least_success = 0.4;      // an item with less chance of success is never explored
  double doubt = 0.25;             // sd of a score when nothing is known of item and learner
  double item_evidence = 20;       // learners after which half the doubt about an item is gone
  double learner_evidence = 20;    // answers after which half the doubt about a learner is gone
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_POLICY_H_

#ifndef RECOMMENDATION_CORE_BAND_H_
#define RECOMMENDATION_CORE_BAND_H_

#include <string>

#include "core/learner.h"
#include "core/policy.h"

namespace yachay::recommendation {

// Chances of success that teach a learner most: hard enough, and mostly won.
struct Band {
  double low = 0.70;
  double high = 0.85;

  double middle() const { return (low + high) / 2; }
};

// The policy's band, moved for this learner: up (easier) with the chance of low engagement, for a learner of
// whom nothing is known, for one who has lost more than the band wants, and for the stated preference
// "challenge" = "easy"; down for one who wins nearly always and for "hard". Stays within 0.5 to 0.95.
Band BandFor(const Learner& learner, double low_chance, const Policy& policy);

// Difficulty that a game should give its next item of a skill, in logits of the success model.
struct DifficultyAdvice {
  double difficulty = 0;  // success chance in the middle of the band; -4 to 4, as all three
  double easiest = 0;     // at the upper end
  double hardest = 0;     // at the lower end
  double success = 0;     // chance at `difficulty`, after clamping
};

// choices: answers to choose among; below 2: free input. A band that guessing alone reaches asks for the
// hardest.
DifficultyAdvice NextDifficulty(const Learner& learner, const std::string& skill, int choices,
                                const Band& band);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_BAND_H_

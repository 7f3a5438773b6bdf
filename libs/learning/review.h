#ifndef LEARNING_REVIEW_H_
#define LEARNING_REVIEW_H_

#include <cstdint>
#include <string>
#include <vector>

#include "learning/success_features.h"

// What was learned and is about to be forgotten, and how sure a mastery is.
namespace yachay::learning {

struct ReviewOptions {
  double recall = 0.85;  // a skill is due when its recall has fallen to this; practice before teaches less
  double known = 0.6;    // skills that were never known as surely are still to be learned, not reviewed
};

// A skill to review.
struct Review {
  std::string skill;
  double recall = 0;           // now
  std::int64_t due_at_ms = 0;  // when it fell due
};

// Skills due by now_ms, the least recalled first (a tie: by name).
std::vector<Review> Due(const TracerState& state, std::int64_t now_ms, const ReviewOptions& options = {});

// The same of one skill, for who has the feature store's columns: whether it is due.
bool IsDue(const SkillKnowledge& skill, const ReviewOptions& options = {});

// A mastery and how sure it is: Wilson's 95 % interval (1927) of that share in as many trials as there were
// answers, and two more for what is believed of a skill never seen. It narrows with answers; it says nothing
// of whether BKT itself is right.
struct MasteryRange {
  double mastery = 0;
  double low = 0;
  double high = 1;
};
MasteryRange RangeOf(double mastery, double answers);

}  // namespace yachay::learning

#endif  // LEARNING_REVIEW_H_

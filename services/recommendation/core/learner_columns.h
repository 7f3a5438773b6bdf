#ifndef RECOMMENDATION_CORE_LEARNER_COLUMNS_H_
#define RECOMMENDATION_CORE_LEARNER_COLUMNS_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "core/learner.h"
#include "core/policy.h"
#include "core/shelf.h"

namespace yachay::recommendation {

// What is known of a learner, laid out by the shelf's numbers: made once a request, so that scoring an item
// reads arrays.
struct LearnerColumns {
  static constexpr double kNever = -std::numeric_limits<double>::infinity();

  LearnerColumns(const Learner& learner, const Shelf& shelf, const Policy& policy);

  // By skill of the shelf.
  std::vector<double> mastery;  // policy.new_skill_mastery for one that was never tried
  std::vector<double> ability;  // logits
  std::vector<double> review;   // 0 to 1: it was known and is about to be forgotten
  // By item of the shelf.
  std::vector<double> seen_ms;  // kNever: never

  std::vector<float> taste;  // factors; empty: nothing was completed, or there is no taste
  bool likes_sound = false;
  std::optional<Shelf::Id> preferred_skill;
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_LEARNER_COLUMNS_H_

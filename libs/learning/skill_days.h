#ifndef LEARNING_SKILL_DAYS_H_
#define LEARNING_SKILL_DAYS_H_

#include <cstdint>
#include <vector>

// How a skill stood on earlier days, so that what changed since can be told.
namespace yachay::learning {

// A skill after the last answer of a day; the fields as in SkillState (learning/tracer.h).
struct SkillDay {
  std::int32_t day = 0;  // the learner's local day, from 1970-01-01
  double known = 0;
  double stability_days = 0;
  std::int64_t last_seen_ms = 0;

  bool operator==(const SkillDay&) const = default;
};

// Ascending by day: the days with answers among the newest one and the kDaysBack before it, and the last one
// before those.
using SkillDays = std::vector<SkillDay>;
inline constexpr std::int32_t kDaysBack = 28;
inline constexpr std::size_t kMostSkillDays = kDaysBack + 2;

// A skill after an answer; `now.day` is the day of the answer. One that comes late counts for the newest day:
// the tracer learns in the order given.
void Keep(SkillDays& days, SkillDay now);

// The skill as it stood at the end of `day`; nullptr: it was never answered until then, or that is not kept.
const SkillDay* StoodOn(const SkillDays& days, std::int32_t day);

// Whether this is what Keep leaves.
bool AddUp(const SkillDays& days);

}  // namespace yachay::learning

#endif  // LEARNING_SKILL_DAYS_H_

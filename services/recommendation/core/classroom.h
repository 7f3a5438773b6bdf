#ifndef RECOMMENDATION_CORE_CLASSROOM_H_
#define RECOMMENDATION_CORE_CLASSROOM_H_

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/progress.h"

namespace yachay::recommendation {

struct SkillDistribution {
  int tried = 0;
  std::array<int, 4> at_level{};         // by Level
  std::array<double, 3> quartiles{};     // of mastery; by linear interpolation between order statistics
  double change_7d = 0, change_28d = 0;  // of mastery, means
};

struct Helped {
  std::string learner;
  double urgency = 0;  // sum of the weights
  std::vector<Statement> reasons;
};

struct AwayLearner {
  std::string learner;
  std::optional<int> days;  // nullopt: never played
};

struct Classroom {
  int active_7d = 0;
  int on_streak = 0;
  std::map<std::string, SkillDistribution> skills;
  std::vector<Helped> help;                  // the most urgent first; then by id
  std::vector<AwayLearner> away;             // the longest first; never before all; then by id
  std::vector<std::string> without_consent;  // in the order of the learners; counted and told nowhere else
};

// Who needs help, by rules, each with a weight:
//   STRUGGLING         5 answers or more in 7 days, fewer than 60 % right: 2 × (0.6 - share)
//   BEHIND_CLASS       mean mastery 0.15 or more below the classroom's median: 2 × the distance
//   AWAY_DAYS          7 days or more: 0.1 × days, at most 2
//   MAY_LOSE_INTEREST  forecast of low engagement above 0.5: the chance
//   SKILL_FADING       0.2 for each skill that fades, at most 0.6
// Of those without consent nothing is looked at.
Classroom Overview(std::vector<LearnerFacts> learners, std::int64_t now_ms);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_CLASSROOM_H_

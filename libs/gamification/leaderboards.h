#ifndef GAMIFICATION_LEADERBOARDS_H_
#define GAMIFICATION_LEADERBOARDS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gamification/cohorts.h"
#include "gamification/grant.h"
#include "gamification/ranking.h"

namespace yachay::gamification {

// A learner's own group in one week.
struct Leaderboard {
  std::string classroom_id;  // empty: a group of the learner's game and grade
  std::int32_t week = 0;
  bool opted_out = false;            // then there is nobody here
  std::int64_t points = 0;           // the learner's own
  std::optional<std::size_t> place;  // the learner's, in `ranked`; nullopt: opted out
  std::vector<Ranked> ranked;        // those with points in this week, and the learner, the best first
};

// The leaderboards of all learners, folded from grants: of their classroom, or of a group of about its size
// (cohorts.h) of their game and grade. Each week begins anew. The same grants in any order and any number of
// times give the same boards. Who has left (kLeaderboardPreference), or was forgotten, is on none.
//
// Holds who has earned something in the newest kWeeks weeks, some 300 bytes each: no more than the log of
// rewards tells a process that begins anew. Not thread-safe.
class Leaderboards {
 public:
  static constexpr std::int32_t kWeeks = 4;

  void Apply(const Grant& grant);

  // nullopt: nothing was earned in the weeks kept.
  std::optional<Leaderboard> Find(const std::string& learner_id, std::int32_t week) const;
  // Time between the learner's clock and UTC; 0 when not known.
  std::int64_t UtcOffset(const std::string& learner_id) const;

  std::size_t learners() const { return members_.size(); }

 private:
  struct Member {
    Standing standing;
    std::string game_id;
    std::int64_t game_at_ms = 0;
    std::int64_t forgotten_ms = INT64_MIN;  // what was earned up to here does not count
    std::map<std::int32_t, std::int64_t> weeks;
  };
  static std::string GroupOf(const Member& member);
  bool Listed(const Member& member) const { return !member.weeks.empty() && !member.standing.opted_out; }
  void Take(const std::string& learner_id, const Member& member);  // into its group
  void Leave(const std::string& learner_id, const Member& member);
  void BeginWeek(std::int32_t week);
  void Merge(Member& member, const Grant& grant) const;

  std::int32_t newest_week_ = INT32_MIN;
  std::map<std::string, Member> members_;
  std::map<std::string, Cohorts> groups_;                    // of a game and grade
  std::map<std::string, std::set<std::string>> classrooms_;  // learners
};

}  // namespace yachay::gamification

#endif  // GAMIFICATION_LEADERBOARDS_H_

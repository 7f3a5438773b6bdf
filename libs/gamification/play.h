#ifndef GAMIFICATION_PLAY_H_
#define GAMIFICATION_PLAY_H_

#include <cstdint>
#include <vector>

#include "events/event.h"
#include "gamification/days.h"
#include "gamification/rules.h"

namespace yachay::gamification {

// Ascending by id.
struct Count {
  std::uint64_t id = 0;
  std::int64_t value = 0;

  bool operator==(const Count&) const = default;
};

// What has counted and does not count again, by the hash of its name; ascending by id.
struct Once {
  static constexpr std::int32_t kForEver = INT32_MAX;
  std::uint64_t id = 0;
  std::int32_t day = kForEver;  // on which it does not

  bool operator==(const Once&) const = default;
};

// Points of a week, by the local days on which they were earned.
struct WeekPoints {
  std::int32_t week = 0;
  std::int64_t points = 0;

  bool operator==(const WeekPoints&) const = default;
};

// A quest in one of its periods.
struct QuestRun {
  std::uint64_t quest = 0;
  std::int32_t first_day = 0;       // of the period
  std::vector<std::int64_t> steps;  // done, each at most what the step asks for

  bool operator==(const QuestRun&) const = default;
};

// What a learner has won: the ledger's balance, and what later events are judged by. A plain value of at most
// some 30 KB, mostly below 1. Fold changes it; everything else is read from it (profile.h, grant.h).
//
// The same events in any order leave the same play, as long as none comes more than kLateDays after a newer
// one. One that does still counts for points, badges and streaks, but not for quests, contents and old weeks.
// What counts once for ever belongs to no week and no quest, since which of two events comes first is not
// known until both have.
struct Play {
  static constexpr std::int32_t kLateDays = 36;  // 35, and one for travel across time zones
  static constexpr std::size_t kMaxOnce = 2048;  // what counts once; further ones do not count
  static constexpr std::int32_t kNoDay = INT32_MIN;

  std::int64_t points = 0;           // all that was ever earned
  Days days;                         // on which the learner was active
  std::int32_t newest_day = kNoDay;  // with a deed
  std::vector<Count> counts;         // by Criterion::id of badges, and by Quest::hash, completions
  std::vector<Once> once;
  std::vector<WeekPoints> weeks;  // ascending; the newest and what can be late; without achievements
  std::vector<QuestRun> runs;     // by day and quest

  bool empty() const { return newest_day == kNoDay; }
  std::int64_t CountOf(std::uint64_t id) const;
  std::int64_t PointsIn(std::int32_t week) const;

  bool operator==(const Play&) const = default;
};

// The effect of an event that did not have its effect before; whether it is new is the caller's to know
// (features/event_window.h). REQUIRES: an event that events::Decode accepted.
void Fold(Play& play, const events::Event& event, const Rules& rules);

// How far a measure, or what of it a criterion asks for, has come.
std::int64_t ValueOf(const Play& play, const Rules& rules, const Criterion& criterion);
// Tiers of the badge that are reached; 0: none yet.
std::int32_t TierOf(const Play& play, const Rules& rules, const Badge& badge);
// Done steps of the quest in the period that `day` is in; as many as the quest has.
std::vector<std::int64_t> StepsOf(const Play& play, const Quest& quest, std::int32_t day);

}  // namespace yachay::gamification

#endif  // GAMIFICATION_PLAY_H_

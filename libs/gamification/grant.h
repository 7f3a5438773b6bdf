#ifndef GAMIFICATION_GRANT_H_
#define GAMIFICATION_GRANT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gamification/play.h"

namespace yachay::gamification {

// Where a learner stands among others: what leaderboards group by.
struct Standing {
  std::string classroom_id;  // empty: none
  std::uint32_t grade = 0;   // 0: not known
  bool opted_out = false;    // not on any leaderboard
  std::int64_t utc_offset_ms = 0;
  std::int64_t at_ms = 0;  // when the newest of these came to be; a newer standing replaces an older one

  bool operator==(const Standing&) const = default;
};

// The preference by which a learner leaves leaderboards (events::PreferenceSet): off.
inline constexpr char kLeaderboardPreference[] = "leaderboard";
inline constexpr char kLeaderboardOff[] = "off";

struct Award {
  enum class Kind { kLevel, kBadge, kQuest };
  Kind kind = Kind::kLevel;
  std::string id;         // of the badge or quest; empty for a level
  std::int64_t rank = 0;  // the level, the badge's tier from 1, or how often the quest is done now

  bool operator==(const Award&) const = default;
};

// All that one event earned. The event's id is the reward's: the same event earns once, so a reward of an id
// that was seen before is the same one again. Points of a week are a total that only grows: who keeps the
// greatest one seen needs neither order nor ids.
struct Grant {
  std::string reward_id;  // the event's id
  std::string learner_id;
  std::string game_id;
  std::int64_t occurred_at_ms = 0;
  std::int64_t received_at_ms = 0;
  std::int64_t points = 0;        // by this event
  std::int64_t total_points = 0;  // with it
  std::int32_t level = 1;         // with it
  std::int32_t streak_days = 0;   // as of the newest active day
  std::int32_t week = 0;          // of the event (gamification/days.h)
  std::int64_t week_points = 0;   // with it; 0 when the week is too long ago to be kept
  std::vector<Award> awards;
  bool forgotten = false;  // what is known of the learner goes: erased, or without consent
  Standing standing;
};

// What the event has changed; nullopt: nothing that anybody need be told. `moved`: the standing has changed
// too, which is told even when nothing was earned. The standing is the caller's to fill in.
std::optional<Grant> GrantOf(const Play& before, const Play& after, const events::Event& event,
                             const Rules& rules, bool moved = false);

}  // namespace yachay::gamification

#endif  // GAMIFICATION_GRANT_H_

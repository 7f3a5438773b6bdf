#ifndef GAMIFICATION_DEEDS_H_
#define GAMIFICATION_DEEDS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "events/event.h"

// What rules count. The first ones are done by events and add up; the others are read from what has been
// done.
namespace yachay::gamification {

enum class Measure {
  kAnswers,
  kRightAnswers,
  kRightWithoutHints,
  kSessions,           // that ended
  kMinutesPlayed,      // whole minutes of each session
  kContentsCompleted,  // each content once a local day
  kAchievements,       // of the game, each once for ever
  kPoints,
  kLevel,
  kActiveDays,
  kBestStreak,  // days
  kQuests,      // completed
};
inline constexpr std::size_t kDone = 7;  // measures that events do

// "answers" … "quests", in the order of Measure.
const std::array<const char*, 12>& MeasureNames();
std::optional<Measure> FindMeasure(std::string_view name);
constexpr bool DoneByEvents(Measure measure) { return static_cast<std::size_t>(measure) < kDone; }

// How much of each measure an event does, by itself.
struct Deeds {
  std::array<std::int64_t, kDone> amounts{};
  const std::vector<std::string>* skills = nullptr;  // of an answer; points into the event
  // The name of what counts once a day, or once for ever; empty: all of it counts.
  std::string once;
  bool for_ever = false;

  std::int64_t of(Measure measure) const { return amounts[static_cast<std::size_t>(measure)]; }
};
Deeds DeedsOf(const events::Event& event);

}  // namespace yachay::gamification

#endif  // GAMIFICATION_DEEDS_H_

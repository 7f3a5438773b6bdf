#include <algorithm>
#include <array>

#include "features/builtins.h"

// The view rewards: what a learner has won, and how far the next is.
namespace yachay::features {
namespace {

using gamification::Play;
using gamification::Rules;

std::int32_t Today(const Moment& m) { return LocalDay(m.as_of_ms, m.state.utc_offset_ms.value); }

// A number or a map that `read` takes from the play; null while nothing was won.
template <auto Read>
FeatureValue OfPlay(const Moment& m) {
  if (m.rewards == nullptr || m.state.play.empty()) return {};
  return {Read(m.state.play, *m.rewards, Today(m)), m.state.utc_offset_ms.stamp.at_ms};
}

double Points(const Play& play, const Rules&, std::int32_t) { return static_cast<double>(play.points); }
double WeekPoints(const Play& play, const Rules&, std::int32_t today) {
  return static_cast<double>(play.PointsIn(gamification::WeekOf(today)));
}
double Level(const Play& play, const Rules& rules, std::int32_t) { return rules.LevelAt(play.points); }
double ActiveDays(const Play& play, const Rules&, std::int32_t) { return play.days.count(); }
double CurrentStreak(const Play& play, const Rules& rules, std::int32_t today) {
  return gamification::StreakOf(play.days, rules.freezes_per_week, today).current;
}
double BestStreak(const Play& play, const Rules& rules, std::int32_t today) {
  return gamification::StreakOf(play.days, rules.freezes_per_week, today).best;
}
double FreezesLeft(const Play& play, const Rules& rules, std::int32_t today) {
  return gamification::StreakOf(play.days, rules.freezes_per_week, today).freezes_left;
}

NumberMap Badges(const Play& play, const Rules& rules, std::int32_t) {
  NumberMap map;
  for (const auto& badge : rules.badges) map.Add(badge.id, gamification::TierOf(play, rules, badge));
  return map;
}
NumberMap BadgeProgress(const Play& play, const Rules& rules, std::int32_t) {
  NumberMap map;
  for (const auto& badge : rules.badges)
    map.Add(badge.id, static_cast<double>(gamification::ValueOf(play, rules, badge.criterion)));
  return map;
}
NumberMap Quests(const Play& play, const Rules& rules, std::int32_t) {
  NumberMap map;
  for (const auto& quest : rules.quests) map.Add(quest.id, static_cast<double>(play.CountOf(quest.hash())));
  return map;
}
NumberMap QuestProgress(const Play& play, const Rules& rules, std::int32_t today) {
  NumberMap map;
  for (const auto& quest : rules.quests) {
    const auto steps = gamification::StepsOf(play, quest, today);
    for (std::size_t i = 0; i < steps.size(); ++i)
      map.Add(quest.id + "/" + std::to_string(i + 1), static_cast<double>(steps[i]));
  }
  return map;
}

constexpr std::array<Builtin, 11> kTable = {{
    {"rewards", "points", FeatureType::kNumber, false, OfPlay<Points>},
    {"rewards", "week_points", FeatureType::kNumber, false, OfPlay<WeekPoints>},
    {"rewards", "level", FeatureType::kNumber, false, OfPlay<Level>},
    {"rewards", "active_days", FeatureType::kNumber, false, OfPlay<ActiveDays>},
    {"rewards", "current_streak", FeatureType::kNumber, false, OfPlay<CurrentStreak>},
    {"rewards", "best_streak", FeatureType::kNumber, false, OfPlay<BestStreak>},
    {"rewards", "freezes_left", FeatureType::kNumber, false, OfPlay<FreezesLeft>},
    {"rewards", "badges", FeatureType::kNumberMap, false, OfPlay<Badges>},
    {"rewards", "badge_progress", FeatureType::kNumberMap, false, OfPlay<BadgeProgress>},
    {"rewards", "quests", FeatureType::kNumberMap, false, OfPlay<Quests>},
    {"rewards", "quest_progress", FeatureType::kNumberMap, false, OfPlay<QuestProgress>},
}};

}  // namespace

absl::Span<const Builtin> RewardsBuiltins() { return kTable; }

gamification::Standing StandingOf(const LearnerState& state) {
  gamification::Standing standing;
  Stamp newest, joined;
  for (const auto& [id, member] : state.classrooms) {
    newest = std::max(newest, member.stamp);
    if (!member.value || member.stamp <= joined) continue;
    joined = member.stamp;
    standing.classroom_id = id;
  }
  standing.grade = state.grade.value;
  standing.utc_offset_ms = state.utc_offset_ms.value;
  const auto choice = state.preferences.find(gamification::kLeaderboardPreference);
  if (choice != state.preferences.end()) {
    standing.opted_out = choice->second.value == gamification::kLeaderboardOff;
    newest = std::max(newest, choice->second.stamp);
  }
  newest = std::max({newest, state.grade.stamp});
  standing.at_ms = std::max<std::int64_t>(0, newest.at_ms);
  return standing;
}

}  // namespace yachay::features

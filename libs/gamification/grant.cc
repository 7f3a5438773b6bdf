#include "gamification/grant.h"

#include "events/local_day.h"

namespace yachay::gamification {
namespace {

void AddBadges(const Play& before, const Play& after, const Rules& rules, std::vector<Award>* awards) {
  for (const Badge& badge : rules.badges) {
    // The dear one to read, and most events do not change it.
    if (badge.criterion.measure == Measure::kBestStreak && before.days == after.days) continue;
    const std::int32_t now = TierOf(after, rules, badge);
    for (std::int32_t tier = TierOf(before, rules, badge) + 1; tier <= now; ++tier)
      awards->push_back({Award::Kind::kBadge, badge.id, tier});
  }
}

void AddQuests(const Play& before, const Play& after, const Rules& rules, std::vector<Award>* awards) {
  for (const Quest& quest : rules.quests) {
    const std::int64_t now = after.CountOf(quest.hash());
    if (now > before.CountOf(quest.hash())) awards->push_back({Award::Kind::kQuest, quest.id, now});
  }
}

}  // namespace

std::optional<Grant> GrantOf(const Play& before, const Play& after, const events::Event& event,
                             const Rules& rules, bool moved) {
  Grant grant{event.event_id, event.learner_id, event.game_id, *event.occurred_at_ms};
  grant.received_at_ms = event.received_at_ms.value_or(grant.occurred_at_ms);
  grant.forgotten = after.empty() && !before.empty();
  if (grant.forgotten) return grant;
  grant.points = after.points - before.points;
  grant.total_points = after.points;
  grant.level = rules.LevelAt(after.points);
  for (std::int32_t level = rules.LevelAt(before.points) + 1; level <= grant.level; ++level)
    grant.awards.push_back({Award::Kind::kLevel, "", level});
  AddBadges(before, after, rules, &grant.awards);
  AddQuests(before, after, rules, &grant.awards);
  if (grant.points == 0 && grant.awards.empty() && (!moved || after.empty())) return std::nullopt;
  if (!after.days.empty())
    grant.streak_days = StreakOf(after.days, rules.freezes_per_week, after.days.last()).current;
  grant.week = WeekOf(events::LocalDay(grant.occurred_at_ms, event.utc_offset_ms));
  grant.week_points = after.PointsIn(grant.week);
  return grant;
}

}  // namespace yachay::gamification

#include "gamification/deeds.h"

#include <algorithm>

namespace yachay::gamification {
namespace {

struct Reader {
  Deeds& deeds;

  template <typename Other>
  void operator()(const Other&) const {}
  void operator()(const events::ItemAttempted& p) const {
    Set(Measure::kAnswers, 1);
    Set(Measure::kRightAnswers, p.correct ? 1 : 0);
    Set(Measure::kRightWithoutHints, p.correct && p.hints == 0 ? 1 : 0);
    deeds.skills = &p.skill_ids;
  }
  void operator()(const events::SessionEnded& p) const {
    Set(Measure::kSessions, 1);
    Set(Measure::kMinutesPlayed, p.duration_ms / 60'000);
  }
  void operator()(const events::ContentCompleted& p) const {
    Set(Measure::kContentsCompleted, 1);
    deeds.once = "content/" + p.content_id;
  }
  void operator()(const events::AchievementUnlocked& p) const {
    Set(Measure::kAchievements, 1);
    deeds.once = "achievement/" + p.achievement_id;
    deeds.for_ever = true;
  }

 private:
  void Set(Measure measure, std::int64_t amount) const {
    deeds.amounts[static_cast<std::size_t>(measure)] = amount;
  }
};

}  // namespace

const std::array<const char*, 12>& MeasureNames() {
  static constexpr std::array<const char*, 12> kNames = {
      "answers",        "right_answers",      "right_without_hints", "sessions",
      "minutes_played", "contents_completed", "achievements",        "points",
      "level",          "active_days",        "best_streak",         "quests"};
  return kNames;
}

std::optional<Measure> FindMeasure(std::string_view name) {
  const auto& names = MeasureNames();
  const auto it = std::find(names.begin(), names.end(), name);
  if (it == names.end()) return std::nullopt;
  return static_cast<Measure>(it - names.begin());
}

Deeds DeedsOf(const events::Event& event) {
  Deeds deeds;
  std::visit(Reader{deeds}, event.payload);
  return deeds;
}

}  // namespace yachay::gamification

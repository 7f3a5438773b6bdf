#include "adapters/gamification_codec.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "core/content.h"
#include "gamification/codec.h"

namespace yachay::recommendation {
namespace {

using features::v1::FeatureColumn;
using service::FieldViolation;

constexpr const char* kFeatures[] = {"points",         "week_points", "level",         "active_days",
                                     "current_streak", "best_streak", "freezes_left",  "badges",
                                     "badge_progress", "quests",      "quest_progress"};

void CheckLearner(const std::string& learner_id, std::vector<FieldViolation>* violations) {
  if (!IsId(learner_id))
    violations->push_back({"learner_id", "expected 1 to 64 characters of [A-Za-z0-9._-]"});
}

// One learner's columns of the view rewards; what is not known reads as 0.
class Row {
 public:
  explicit Row(const features::v1::GetFeaturesResponse& response) {
    for (const FeatureColumn& column : response.columns()) columns_[column.name()] = &column;
  }
  bool complete() const {
    return std::all_of(std::begin(kFeatures), std::end(kFeatures), [&](const char* name) {
      const FeatureColumn* column = Find(name);
      return column != nullptr && column->statuses_size() == 1;
    });
  }
  std::uint64_t Number(const char* name) const {
    const FeatureColumn& column = *Find(name);
    return Present(column) && column.numbers_size() == 1 ? Whole(column.numbers(0)) : 0;
  }
  std::uint64_t In(const char* name, const std::string& key) const {
    const FeatureColumn& column = *Find(name);
    if (!Present(column) || column.maps_size() != 1) return 0;
    const features::v1::NumberMap& map = column.maps(0);
    for (int i = 0; i < std::min(map.keys_size(), map.values_size()); ++i) {
      if (map.keys(i) == key) return Whole(map.values(i));
    }
    return 0;
  }

 private:
  static bool Present(const FeatureColumn& column) {
    return column.statuses(0) == features::v1::FEATURE_STATUS_PRESENT;
  }
  static std::uint64_t Whole(double number) { return number > 0 ? static_cast<std::uint64_t>(number) : 0; }
  const FeatureColumn* Find(const char* name) const {
    const auto it = columns_.find(absl::StrCat("rewards:", name));
    return it == columns_.end() ? nullptr : it->second;
  }

  std::map<std::string, const FeatureColumn*> columns_;
};

void FillBadgeProgress(const Row& row, const gamification::Badge& badge,
                       gamification::v1::BadgeProgress* out) {
  out->set_badge_id(badge.id);
  out->set_tier(static_cast<std::uint32_t>(row.In("badges", badge.id)));
  out->set_value(row.In("badge_progress", badge.id));
  if (out->tier() < badge.tiers.size())
    out->set_next_tier_value(static_cast<std::uint64_t>(badge.tiers[out->tier()]));
}

void FillQuestProgress(const Row& row, const gamification::Quest& quest,
                       gamification::v1::QuestProgress* out) {
  out->set_quest_id(quest.id);
  out->set_completed(static_cast<std::uint32_t>(row.In("quests", quest.id)));
  for (std::size_t i = 1; i <= quest.steps.size(); ++i)
    out->add_steps_done(row.In("quest_progress", absl::StrCat(quest.id, "/", i)));
}

const char* NameOf(const gamification::Criterion& criterion) {
  return gamification::MeasureNames().at(static_cast<std::size_t>(criterion.measure));
}

}  // namespace

features::v1::GetFeaturesRequest ProfileRequest(const std::string& learner_id) {
  features::v1::GetFeaturesRequest request;
  request.add_learner_ids(learner_id);
  for (const char* name : kFeatures) request.add_features(absl::StrCat("rewards:", name));
  return request;
}

absl::Status FillProfile(const features::v1::GetFeaturesResponse& features, const gamification::Rules& rules,
                         gamification::v1::GetProfileResponse* profile) {
  const Row row(features);
  if (!row.complete()) return absl::InternalError("feature-store: an answer without all of rewards:*");
  profile->set_points(row.Number("points"));
  profile->set_level(std::max(1u, static_cast<std::uint32_t>(row.Number("level"))));
  profile->set_next_level_points(
      static_cast<std::uint64_t>(rules.LevelBegin(static_cast<std::int32_t>(profile->level()) + 1)));
  profile->set_week_points(row.Number("week_points"));
  profile->set_current_streak_days(static_cast<std::uint32_t>(row.Number("current_streak")));
  profile->set_best_streak_days(static_cast<std::uint32_t>(row.Number("best_streak")));
  profile->set_freezes_left(static_cast<std::uint32_t>(row.Number("freezes_left")));
  profile->set_active_days(static_cast<std::uint32_t>(row.Number("active_days")));
  for (const auto& badge : rules.badges) FillBadgeProgress(row, badge, profile->add_badges());
  for (const auto& quest : rules.quests) FillQuestProgress(row, quest, profile->add_quests());
  return absl::OkStatus();
}

void FillBadges(const gamification::Rules& rules, gamification::v1::ListBadgesResponse* response) {
  for (const gamification::Badge& badge : rules.badges) {
    gamification::v1::Badge* out = response->add_badges();
    out->set_id(badge.id);
    out->mutable_titles()->insert(badge.titles.begin(), badge.titles.end());
    out->set_measure(NameOf(badge.criterion));
    out->set_skill_id(badge.criterion.skill);
    for (const std::int64_t tier : badge.tiers) out->add_tiers(static_cast<std::uint64_t>(tier));
  }
}

void FillQuests(const gamification::Rules& rules, gamification::v1::ListQuestsResponse* response) {
  for (const gamification::Quest& quest : rules.quests) {
    gamification::v1::Quest* out = response->add_quests();
    out->set_id(quest.id);
    out->mutable_titles()->insert(quest.titles.begin(), quest.titles.end());
    out->set_every(quest.every == gamification::Period::kDay ? gamification::v1::Quest::PERIOD_DAY
                                                             : gamification::v1::Quest::PERIOD_WEEK);
    out->set_points(static_cast<std::uint64_t>(quest.points));
    for (const auto& step : quest.steps) {
      gamification::v1::QuestStep* to = out->add_steps();
      to->set_measure(NameOf(step.criterion));
      to->set_skill_id(step.criterion.skill);
      to->set_count(static_cast<std::uint64_t>(step.count));
    }
  }
}

void FillLeaderboard(const gamification::Leaderboard& board, std::size_t count,
                     const std::function<bool(const std::string&)>& may_read,
                     gamification::v1::GetLeaderboardResponse* response) {
  response->set_week(gamification::WeekName(board.week));
  response->set_classroom_id(board.classroom_id);
  response->set_opted_out(board.opted_out);
  response->set_points(static_cast<std::uint64_t>(board.points));
  response->set_size(static_cast<std::uint32_t>(board.ranked.size()));
  if (!board.place) return;
  response->set_rank(static_cast<std::uint32_t>(board.ranked[*board.place].rank));
  for (const auto& entry : gamification::Around(board.ranked, *board.place, count)) {
    if (!may_read(entry.learner_id)) continue;
    gamification::v1::LeaderboardEntry* out = response->add_entries();
    out->set_learner_id(entry.learner_id);
    out->set_points(static_cast<std::uint64_t>(entry.points));
    out->set_rank(static_cast<std::uint32_t>(entry.rank));
  }
}

std::vector<FieldViolation> Violations(const gamification::v1::GetProfileRequest& request) {
  std::vector<FieldViolation> violations;
  CheckLearner(request.learner_id(), &violations);
  return violations;
}

std::vector<FieldViolation> Violations(const gamification::v1::GetLeaderboardRequest& request) {
  std::vector<FieldViolation> violations;
  CheckLearner(request.learner_id(), &violations);
  if (!request.week().empty() && !gamification::ParseWeek(request.week()))
    violations.push_back({"week", "expected the date of a Monday, yyyy-mm-dd"});
  if (request.count() > 100) violations.push_back({"count", "expected 0 to 100"});
  return violations;
}

std::vector<FieldViolation> Violations(const gamification::v1::WatchRequest& request) {
  std::vector<FieldViolation> violations;
  CheckLearner(request.learner_id(), &violations);
  if (request.items() > 20) violations.push_back({"items", "expected 0 to 20"});
  return violations;
}

}  // namespace yachay::recommendation

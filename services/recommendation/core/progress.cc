#include "core/progress.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/forecast_reasons.h"

namespace yachay::recommendation {
namespace {

constexpr double kDayMs = 86'400'000;
constexpr int kFewAnswers = 5;  // below, a share says too little
constexpr double kMastered = 0.95;
constexpr double kLearning = 0.4;
constexpr double kWasKnown = 0.6;
constexpr double kGrown = 0.1;   // of mastery in a week: worth telling
constexpr int kStreak = 3;       // days
constexpr double kFading = 0.8;  // chance of recall

std::string Percent(double share) { return absl::StrCat(std::llround(100 * share)); }

void AddSkills(const LearnerFacts& learner, std::vector<Statement>& out) {
  int mastered = 0;
  const std::pair<const std::string, SkillFacts>* learning = nullptr;
  const std::pair<const std::string, SkillFacts>* fading = nullptr;
  for (const auto& skill : learner.skills) {
    const Level level = LevelOf(skill.second);
    if (level == Level::kMastered) ++mastered;
    const auto later = [&](const auto* than) {
      return than == nullptr || skill.second.last_ms > than->second.last_ms;
    };
    if (level == Level::kFading && (fading == nullptr || skill.second.recall < fading->second.recall))
      fading = &skill;
    if ((level == Level::kLearning || level == Level::kStarting) && later(learning)) learning = &skill;
  }
  if (mastered > 0) out.push_back({"SKILLS_MASTERED", {{"count", absl::StrCat(mastered)}}, 0.9});
  if (learning != nullptr) {
    out.push_back({"SKILL_LEARNING",
                   {{"skill", learning->first}, {"percent", Percent(learning->second.mastery)}},
                   0.8});
  }
  if (fading != nullptr) out.push_back({"SKILL_FADING", {{"skill", fading->first}}, 0.7});
}

// The skill that grew most in a week, when it grew.
void AddGrowth(const LearnerFacts& learner, std::vector<Statement>& out) {
  const auto most =
      std::max_element(learner.skills.begin(), learner.skills.end(),
                       [](const auto& a, const auto& b) { return a.second.change_7d < b.second.change_7d; });
  if (most == learner.skills.end() || most->second.change_7d < kGrown) return;
  out.push_back(
      {"SKILL_GROWN", {{"skill", most->first}, {"percent", Percent(most->second.change_7d)}}, 0.65});
}

}  // namespace

Interval WilsonInterval(double share, std::int64_t n) {
  if (n <= 0) return {};
  constexpr double kZ = 1.959963984540054;
  const auto trials = static_cast<double>(n);
  const double scale = 1 + kZ * kZ / trials;
  const double middle = (share + kZ * kZ / (2 * trials)) / scale;
  const double half = kZ / scale * std::sqrt(share * (1 - share) / trials + kZ * kZ / (4 * trials * trials));
  return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

Level LevelOf(const SkillFacts& skill) {
  if (skill.mastery >= kMastered) return Level::kMastered;
  const double known = skill.recall > 0 ? skill.mastery / skill.recall : 0;
  if (skill.recall < kFading && known >= kWasKnown) return Level::kFading;
  return skill.mastery >= kLearning ? Level::kLearning : Level::kStarting;
}

double Forgotten(const SkillFacts& skill) {
  return skill.recall > 0 ? std::max(-1.0, skill.mastery - skill.mastery / skill.recall) : 0;
}

std::optional<Change> SuccessChange(const LearnerFacts& learner) {
  const int before = learner.answers_28d - learner.answers_7d;
  if (learner.answers_7d < kFewAnswers || before < kFewAnswers) return std::nullopt;
  const auto share = [](int correct, int answers) { return static_cast<double>(correct) / answers; };
  const double now = share(learner.correct_7d, learner.answers_7d);
  const double then = share(learner.correct_28d - learner.correct_7d, before);
  return Change{now - then, std::sqrt(now * (1 - now) / learner.answers_7d + then * (1 - then) / before)};
}

std::optional<int> DaysAway(const LearnerFacts& learner, std::int64_t now_ms) {
  if (!learner.last_played_ms) return std::nullopt;
  return static_cast<int>(
      std::max(0.0, std::floor(static_cast<double>(now_ms - *learner.last_played_ms) / kDayMs)));
}

std::vector<Statement> Summary(const LearnerFacts& learner, std::int64_t now_ms) {
  if (learner.without_consent) return {{"WITHOUT_CONSENT", {}, 0}};
  if (!learner.played) return {{"NOT_PLAYED_YET", {}, 0}};
  std::vector<Statement> out;
  if (learner.days_7d > 0) {
    out.push_back({"TIME_WEEK",
                   {{"minutes", absl::StrCat(std::llround(learner.minutes_7d))},
                    {"days", absl::StrCat(learner.days_7d)}},
                   1});
  } else if (DaysAway(learner, now_ms)) {
    out.push_back({"NOT_PLAYED_WEEK", {}, 1});
  }
  AddSkills(learner, out);
  AddGrowth(learner, out);
  if (OnStreak(learner)) out.push_back({"STREAK", {{"days", absl::StrCat(learner.streak->current)}}, 0.95});
  const std::optional<Change> change = SuccessChange(learner);
  if (change && change->change > 2 * change->error)
    out.push_back({"IMPROVING", {{"percent", Percent(change->change)}}, 0.6});
  if (out.empty()) out.push_back({"NOTHING_KNOWN_YET", {}, 0});
  return out;
}

static std::vector<Statement> Habits(const LearnerFacts& learner, std::int64_t now_ms) {
  std::vector<Statement> out;
  const std::optional<int> away = DaysAway(learner, now_ms);
  const Texts::Values days{{"days", absl::StrCat(learner.days_7d)}};
  if (away && *away >= 7) {
    out.push_back({"AWAY_DAYS", {{"days", absl::StrCat(*away)}}, 1});
  } else if (learner.days_7d >= 4) {
    out.push_back({"PLAYS_OFTEN", days, 0.8});
  } else if (away && learner.days_7d <= 2) {
    out.push_back({"PLAYS_SELDOM", days, 0.8});
  }
  if (!away) out.push_back({"NOTHING_KNOWN_YET", {}, 0});
  return out;
}

Reasons EngagementReasons(const LearnerFacts& learner, std::int64_t now_ms) {
  if (learner.without_consent) return {};
  if (!learner.played) return {{{"NOT_PLAYED_YET", {}, 0}}, false};
  std::vector<Statement> told =
      learner.forecast ? ForecastReasons(*learner.forecast) : std::vector<Statement>();
  if (!told.empty()) return {std::move(told), true};
  return {Habits(learner, now_ms), false};
}

bool OnStreak(const LearnerFacts& learner) { return learner.streak && learner.streak->current >= kStreak; }

std::optional<double> MeanMastery(const LearnerFacts& learner) {
  if (learner.skills.empty()) return std::nullopt;
  double sum = 0;
  for (const auto& [skill, facts] : learner.skills) sum += facts.mastery;
  return sum / static_cast<double>(learner.skills.size());
}

}  // namespace yachay::recommendation

#include "learning/success_features.h"

#include <algorithm>
#include <cmath>

namespace yachay::learning {
namespace {

constexpr double kDayMs = 24.0 * 60 * 60 * 1000;

double Find(const std::map<std::string, double, std::less<>>& numbers, std::string_view key) {
  const auto found = numbers.find(key);
  return found == numbers.end() ? 0 : found->second;
}

// Two answers' worth of doubt: 0 of 0 is a half.
double Share(double correct, double answers) { return (correct + 1) / (answers + 2); }

SkillKnowledge LeastPractised(absl::Span<const SkillKnowledge> skills) {
  if (skills.empty()) return {};
  return *std::min_element(
      skills.begin(), skills.end(),
      [](const SkillKnowledge& a, const SkillKnowledge& b) { return a.answers < b.answers; });
}

double MeanAbility(absl::Span<const SkillKnowledge> skills) {
  double sum = 0;
  for (const SkillKnowledge& skill : skills) sum += skill.ability;
  return skills.empty() ? 0 : sum / static_cast<double>(skills.size());
}

}  // namespace

LearnerKnowledge KnowledgeOf(const TracerState& state) {
  return {state.ability, static_cast<double>(state.tried), static_cast<double>(state.correct),
          static_cast<double>(state.streak), state.form};
}

SkillKnowledge KnowledgeOf(const TracerState& state, const Calibration& calibration, std::string_view skill,
                           std::int64_t now_ms) {
  SkillKnowledge knowledge;
  knowledge.mastery = Mastery(state, calibration, skill, now_ms);
  const auto found = state.skills.find(skill);
  if (found == state.skills.end()) return knowledge;
  const SkillState& seen = found->second;
  knowledge.ability = SkillAbility(state, calibration, skill, now_ms);
  knowledge.recall =
      Retrievability(static_cast<double>(now_ms - seen.last_seen_ms) / kDayMs, seen.stability_days);
  knowledge.answers = static_cast<double>(seen.tried);
  knowledge.correct = static_cast<double>(seen.correct);
  knowledge.streak = static_cast<double>(seen.streak);
  knowledge.form = seen.form;
  knowledge.last_answer = static_cast<double>(seen.last_answer);
  return knowledge;
}

ItemKnowledge KnowledgeOf(const Calibration& calibration, std::string_view item,
                          absl::Span<const std::string> skills) {
  ItemKnowledge knowledge{.difficulty = calibration.ItemDifficulty(item),
                          .answers = Find(calibration.item_answers, item)};
  for (const std::string& skill : skills) {
    knowledge.skill_difficulty += calibration.SkillDifficulty(skill) / static_cast<double>(skills.size());
    knowledge.skill_answers = std::max(knowledge.skill_answers, Find(calibration.skill_answers, skill));
  }
  return knowledge;
}

const std::array<const char*, kSuccessFeatures>& SuccessFeatureNames() {
  static constexpr std::array<const char*, kSuccessFeatures> kNames = {
      "margin",           "ability",       "skill_ability", "item_difficulty",
      "skill_difficulty", "difficulty",    "item_answers",  "skill_answers_all",
      "answers",          "share_correct", "streak",        "form",
      "skills",           "skill_answers", "skill_correct", "skill_wrong",
      "skill_share",      "skill_streak",  "skill_form",    "skill_mastery",
      "skill_recall",     "answers_since", "form_margin",   "skill_form_margin"};
  return kNames;
}

void SuccessRow(const LearnerKnowledge& learner, absl::Span<const SkillKnowledge> skills,
                const ItemKnowledge& item, absl::Span<float> row) {
  const SkillKnowledge skill = LeastPractised(skills);
  const double ability = MeanAbility(skills);
  const double difficulty = item.difficulty + item.skill_difficulty;
  const double since = skill.answers > 0 ? learner.answers - skill.last_answer : -1;
  const double values[] = {learner.ability + ability - difficulty,
                           learner.ability,
                           ability,
                           item.difficulty,
                           item.skill_difficulty,
                           difficulty,
                           std::log1p(item.answers),
                           std::log1p(item.skill_answers),
                           std::log1p(learner.answers),
                           Share(learner.correct, learner.answers),
                           learner.streak,
                           learner.form,
                           static_cast<double>(skills.size()),
                           std::log1p(skill.answers),
                           std::log1p(skill.correct),
                           std::log1p(skill.answers - skill.correct),
                           Share(skill.correct, skill.answers),
                           skill.streak,
                           skill.form,
                           skill.mastery,
                           skill.recall,
                           since < 0 ? since : std::log1p(since),
                           learner.form * 4 - 2 - difficulty,
                           skill.form * 4 - 2 - difficulty};
  static_assert(std::size(values) == kSuccessFeatures);
  std::transform(std::begin(values), std::end(values), row.begin(),
                 [](double value) { return static_cast<float>(value); });
}

void SuccessRow(const TracerState& state, const Calibration& calibration, std::string_view item,
                absl::Span<const std::string> skills, std::int64_t now_ms, absl::Span<float> row) {
  std::vector<SkillKnowledge> known;
  for (const std::string& skill : skills) known.push_back(KnowledgeOf(state, calibration, skill, now_ms));
  SuccessRow(KnowledgeOf(state), known, KnowledgeOf(calibration, item, skills), row);
}

}  // namespace yachay::learning

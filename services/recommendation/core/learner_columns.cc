#include "core/learner_columns.h"

#include <algorithm>

namespace yachay::recommendation {
namespace {

constexpr double kOverdue = 0.3;  // recall this far below the line is as urgent as it gets

void Spread(const Numbers& numbers, const Shelf& shelf, std::vector<double>& column) {
  for (const auto& [skill, value] : numbers) {
    if (const auto id = shelf.FindSkill(skill)) column[*id] = value;
  }
}

// Mastery is the chance to know the skill times the chance to recall it, so their ratio is what was known.
double ReviewDue(double mastery, double recall, const Policy& policy) {
  const double known = std::min(1.0, mastery / std::max(recall, 0.01));
  if (known < policy.review_known) return 0;
  return known * std::clamp((policy.review_below - recall) / kOverdue, 0.0, 1.0);
}

bool Wants(const Learner& learner, const char* key) {
  const auto found = learner.preferences.find(key);
  return found != learner.preferences.end() &&
         (found->second == "true" || found->second == "yes" || found->second == "1");
}

std::vector<float> TasteOf(const Learner& learner, const taste::Taste* taste) {
  if (taste == nullptr) return {};
  std::vector<std::size_t> completed;
  for (const auto& [content, at_ms] : learner.completed_at_ms) {
    if (const auto place = taste->Find(content)) completed.push_back(*place);
  }
  return taste->FoldIn(completed);
}

}  // namespace

LearnerColumns::LearnerColumns(const Learner& learner, const Shelf& shelf, const Policy& policy)
    : mastery(shelf.skills(), policy.new_skill_mastery),
      ability(shelf.skills(), 0),
      review(shelf.skills(), 0),
      seen_ms(shelf.items().size(), kNever),
      taste(TasteOf(learner, shelf.taste())),
      likes_sound(Wants(learner, "audio")) {
  Spread(learner.mastery, shelf, mastery);
  Spread(learner.abilities, shelf, ability);
  for (const auto& [skill, recall] : learner.recall) {
    if (const auto id = shelf.FindSkill(skill)) review[*id] = ReviewDue(mastery[*id], recall, policy);
  }
  for (const auto& [content, at_ms] : learner.seen_at_ms) {
    if (const auto item = shelf.FindItem(content)) seen_ms[*item] = at_ms;
  }
  const auto skill = learner.preferences.find("skill");
  if (skill != learner.preferences.end()) preferred_skill = shelf.FindSkill(skill->second);
}

}  // namespace yachay::recommendation

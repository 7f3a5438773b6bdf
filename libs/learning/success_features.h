#ifndef LEARNING_SUCCESS_FEATURES_H_
#define LEARNING_SUCCESS_FEATURES_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "learning/tracer.h"

// What the success model reads of a learner and an item. One code path: training takes the knowledge from the
// replayed state before each answer, a recommender from the feature store's columns (the tracer view serves
// each field below as of the asked time); both call SuccessRow.
namespace yachay::learning {

// Of one learner.
struct LearnerKnowledge {
  double ability = 0;  // tracer:ability
  double answers = 0;  // tracer:answers
  double correct = 0;  // tracer:correct
  double streak = 0;   // tracer:streak
  double form = 0.5;   // tracer:form
};

// Of one learner and one skill; the defaults are those of a skill never seen, but for mastery.
struct SkillKnowledge {
  double ability = 0;      // tracer:skill_ability, after forgetting
  double mastery = 0;      // tracer:mastery; of a skill never seen Calibration::Bkt(skill).known_at_first
  double recall = 1;       // tracer:recall
  double answers = 0;      // tracer:skill_answers
  double correct = 0;      // tracer:skill_correct
  double streak = 0;       // tracer:skill_streak
  double form = 0.5;       // tracer:skill_form
  double last_answer = 0;  // tracer:skill_last_answer
};

// Of one item, from the calibration; once per item and calibration.
struct ItemKnowledge {
  double difficulty = 0;        // logits
  double answers = 0;           // that the difficulty was fitted on; 0: it was not, and counts as average
  double skill_difficulty = 0;  // mean over the item's skills
  double skill_answers = 0;     // of the skill fitted on most
};

LearnerKnowledge KnowledgeOf(const TracerState& state);
SkillKnowledge KnowledgeOf(const TracerState& state, const Calibration& calibration, std::string_view skill,
                           std::int64_t now_ms);
ItemKnowledge KnowledgeOf(const Calibration& calibration, std::string_view item,
                          absl::Span<const std::string> skills);

inline constexpr std::size_t kSuccessFeatures = 24;

// Their names, in the order of a row: the columns of the model "success".
const std::array<const char*, kSuccessFeatures>& SuccessFeatureNames();

// Fills a row. skills: those of the item, in any order; counts and form are those of the least practised one.
void SuccessRow(const LearnerKnowledge& learner, absl::Span<const SkillKnowledge> skills,
                const ItemKnowledge& item, absl::Span<float> row);

// The same from the state: what training does.
void SuccessRow(const TracerState& state, const Calibration& calibration, std::string_view item,
                absl::Span<const std::string> skills, std::int64_t now_ms, absl::Span<float> row);

}  // namespace yachay::learning

#endif  // LEARNING_SUCCESS_FEATURES_H_

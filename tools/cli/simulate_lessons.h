#ifndef CLI_SIMULATE_LESSONS_H_
#define CLI_SIMULATE_LESSONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "cli/simulate_diary.h"
#include "cli/simulate_learners.h"
#include "cli/simulate_random.h"

namespace yachay::simulate {

// A piece of content as the game plays it.
struct Lesson {
  std::string content_id;
  std::string variant_id;
  std::vector<std::string> skills;
  double difficulty = 0;  // logits
  std::string language;
};

// Lessons to play when no catalogue is asked: five skills of rising difficulty.
std::vector<Lesson> BuiltInLessons();

// Of four lessons the one nearest to the ability, in the learner's language when one of them is.
const Lesson& Choose(const Learner& learner, const std::vector<Lesson>& lessons, double ability,
                     Random& random);

// The learner plays it from `from_ms` for `span_ms`: shown, two answers, completed or left. `ability` in
// logits is the learner's before what they are better or worse at in its skills.
void PlayLesson(const Learner& learner, const Lesson& lesson, double ability, int64_t from_ms,
                int64_t span_ms, Random& random, Diary& diary);

// Whether a learner answers one of its questions: four choices, so that a guess is right one time in four.
bool Succeeds(const Lesson& lesson, double ability, Random& random);

}  // namespace yachay::simulate

#endif  // CLI_SIMULATE_LESSONS_H_

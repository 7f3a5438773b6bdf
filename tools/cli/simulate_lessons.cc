#include "cli/simulate_lessons.h"

#include <array>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace yachay::simulate {
namespace {

namespace pb = yachay::events::v1;

double SkillBonus(const Learner& learner, const Lesson& lesson) {
  double sum = 0;
  for (const std::string& skill : lesson.skills)
    sum += 0.5 * Random(Mix(learner.seed, {HashText(skill)})).Normal();
  return lesson.skills.empty() ? 0 : sum / static_cast<double>(lesson.skills.size());
}

bool Answer(const Lesson& lesson, int question, double ability, int64_t ms, Random& random, Diary& diary) {
  pb::ItemAttempted& attempt = *diary.At(ms).mutable_item_attempted();
  attempt.set_item_id(absl::StrCat(lesson.content_id, "-q", question));
  attempt.mutable_skill_ids()->Assign(lesson.skills.begin(), lesson.skills.end());
  attempt.set_correct(Succeeds(lesson, ability, random));
  SetDuration(attempt.mutable_response_time(), static_cast<int64_t>(2000 + 20'000 * random.Uniform()));
  attempt.set_hints(attempt.correct() ? 0 : static_cast<uint32_t>(random.Integer(0, 2)));
  attempt.set_choices(4);
  return attempt.correct();
}

}  // namespace

const Lesson& Choose(const Learner& learner, const std::vector<Lesson>& lessons, double ability,
                     Random& random) {
  const Lesson* best = nullptr;
  double distance = 0;
  for (int i = 0; i < 4; ++i) {
    const Lesson& lesson =
        lessons[static_cast<size_t>(random.Integer(0, static_cast<int64_t>(lessons.size()) - 1))];
    const double far = std::abs(lesson.difficulty - ability) + (lesson.language == learner.language ? 0 : 10);
    if (best == nullptr || far < distance) {
      best = &lesson;
      distance = far;
    }
  }
  return *best;
}

void PlayLesson(const Learner& learner, const Lesson& lesson, double ability, int64_t from_ms,
                int64_t span_ms, Random& random, Diary& diary) {
  const double in_skills = ability + SkillBonus(learner, lesson);
  pb::ContentShown& shown = *diary.At(from_ms).mutable_content_shown();
  shown.set_content_id(lesson.content_id);
  shown.set_variant_id(lesson.variant_id);
  constexpr int kQuestions = 2;
  int right = 0;
  for (int q = 1; q <= kQuestions; ++q)
    right += Answer(lesson, q, in_skills, from_ms + span_ms * q / 4, random, diary);
  if (right == 0 && random.Chance(0.4)) {
    pb::ContentAbandoned& left = *diary.At(from_ms + span_ms * 3 / 4).mutable_content_abandoned();
    left.set_content_id(lesson.content_id);
    left.set_variant_id(lesson.variant_id);
    SetDuration(left.mutable_time_spent(), span_ms * 3 / 4);
    return;
  }
  pb::ContentCompleted& done = *diary.At(from_ms + span_ms).mutable_content_completed();
  done.set_content_id(lesson.content_id);
  done.set_variant_id(lesson.variant_id);
  SetDuration(done.mutable_time_spent(), span_ms);
  done.set_score(static_cast<double>(right) / kQuestions);
}

bool Succeeds(const Lesson& lesson, double ability, Random& random) {
  const double known = 1 / (1 + std::exp(lesson.difficulty - ability));
  return random.Chance(0.25 + 0.75 * known);
}

std::vector<Lesson> BuiltInLessons() {
  static constexpr std::array<const char*, 5> kSkills{"addition", "subtraction", "fractions", "reading",
                                                      "science"};
  static constexpr std::array<const char*, 3> kLanguages{"es", "qu", "en"};
  std::vector<Lesson> lessons;
  for (const char* skill : kSkills) {
    for (int step = 0; step < 9; ++step) {
      lessons.push_back({absl::StrFormat("%s-%d", skill, step),
                         "",
                         {skill},
                         -2.0 + 0.5 * step,
                         kLanguages[static_cast<size_t>(step % 3)]});
    }
  }
  return lessons;
}

}  // namespace yachay::simulate

// Ours, as it serves: the tracer's state into the recommender's learner, one item at a time.
#include <memory>
#include <optional>

#include "absl/strings/str_cat.h"
#include "cli/compare/policies.h"
#include "core/recommender.h"
#include "learning/fit.h"

namespace yachay::compare {
namespace {

namespace rec = yachay::recommendation;

constexpr double kDayMs = 86'400'000;

// What the training job makes of the past, and the catalogue with its difficulties.
struct Shared {
  learning::Calibration calibration;
  rec::Entries entries;
};

rec::EntryPtr EntryOf(const Lesson& lesson, const learning::Calibration& calibration) {
  rec::CatalogEntry entry{.content = {.id = lesson.id,
                                      .title = lesson.id,
                                      .skills = {lesson.skill},
                                      .prerequisites = lesson.prerequisites,
                                      .language = "es",
                                      .grade_min = lesson.grade_min,
                                      .grade_max = lesson.grade_max,
                                      .difficulty = lesson.stated,
                                      .expected_seconds = lesson.seconds,
                                      .variants = lesson.variants},
                          .revision = 1,
                          .published = true};
  if (calibration.items.count(lesson.id) > 0) {
    entry.content.difficulty =
        calibration.ItemDifficulty(lesson.id) + calibration.SkillDifficulty(lesson.skill);
  }
  return std::make_shared<const rec::CatalogEntry>(std::move(entry));
}

std::shared_ptr<const Shared> Prepare(const Course& course, const Past& past) {
  std::vector<const learning::History*> histories;
  for (const learning::History& history : past.histories) histories.push_back(&history);
  auto shared = std::make_shared<Shared>();
  shared->calibration = learning::FitCalibration(histories);
  for (const Lesson& lesson : course) shared->entries.push_back(EntryOf(lesson, shared->calibration));
  return shared;
}

class OurChooser : public Chooser {
 public:
  OurChooser(const Profile& profile, const Course& course, std::shared_ptr<const Shared> shared)
      : course_(course), shared_(std::move(shared)), id_(profile.id) {
    learner_.grade = profile.grade;
    learner_.language = "es";
    learner_.device = profile.device;
    learner_.connection = profile.connection;
  }

  std::size_t Choose(const std::vector<std::size_t>& playable, double day) override {
    rec::Request request;
    request.recommendation_id = absl::StrCat(id_, "-", ++asked_);
    request.count = 1;
    request.now_ms = Ms(day);
    Refresh(request.now_ms);
    const rec::Answer answer =
        rec::Recommend(shared_->entries, learner_, std::nullopt, request, rec::Policy{});
    if (answer.items.empty()) return playable.front();
    const std::string& id = answer.items[0].entry->content.id;
    for (std::size_t i = 0; i < course_.size(); ++i) {
      if (course_[i].id == id) return i;
    }
    return playable.front();
  }

  void Saw(std::size_t lesson, const std::vector<bool>& answers, double day) override {
    const std::vector<std::string> skills = {course_[lesson].skill};
    for (const bool correct : answers) {
      learning::Update(
          state_, shared_->calibration,
          {.item = course_[lesson].id, .skills = skills, .correct = correct, .occurred_at_ms = Ms(day)});
    }
    learner_.seen_at_ms[course_[lesson].id] = static_cast<double>(Ms(day));
  }

 private:
  static std::int64_t Ms(double day) { return static_cast<std::int64_t>((20'000 + day) * kDayMs); }

  // As the feature store's tracer view reads the state.
  void Refresh(std::int64_t now_ms) {
    learner_.ability = state_.ability;
    for (const auto& [skill, seen] : state_.skills) {
      learner_.abilities[skill] = learning::SkillAbility(state_, shared_->calibration, skill, now_ms);
      learner_.mastery[skill] = learning::Mastery(state_, shared_->calibration, skill, now_ms);
    }
  }

  const Course& course_;
  std::shared_ptr<const Shared> shared_;
  std::string id_;
  int asked_ = 0;
  rec::Learner learner_;
  learning::TracerState state_;
};

}  // namespace

PolicyKind OurPolicy() {
  auto shared = std::make_shared<std::shared_ptr<const Shared>>();  // made with the first child
  return {"ours", [shared](const Profile& profile, const Course& course, const Past& past) {
            if (*shared == nullptr) *shared = Prepare(course, past);
            return std::make_unique<OurChooser>(profile, course, *shared);
          }};
}

}  // namespace yachay::compare

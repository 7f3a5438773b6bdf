// Ours, as it serves: the feature store's state, read into the recommender's learner, one item at a time.
#include <memory>
#include <optional>

#include "absl/strings/str_cat.h"
#include "cli/compare/as_served.h"
#include "cli/compare/policies.h"
#include "core/recommender.h"
#include "core/success_rows.h"
#include "learning/fit.h"

namespace yachay::compare {
namespace {

namespace rec = yachay::recommendation;

constexpr double kDayMs = 86'400'000;

// What the training job makes of the past, and the catalogue with its difficulties.
struct Shared {
  learning::Calibration calibration;
  rec::Entries entries;  // that are on the shelf
  rec::Shelf shelf;
  Foretell foretell;  // empty: the tracer's formula
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

std::shared_ptr<const Shared> Prepare(const Course& course, const Past& past,
                                      const TrainSuccess& train_success) {
  std::vector<const learning::History*> histories;
  for (const learning::History& history : past.histories) histories.push_back(&history);
  learning::Calibration calibration = learning::FitCalibration(histories);
  rec::Entries entries;
  for (const Lesson& lesson : course) entries.push_back(EntryOf(lesson, calibration));
  const rec::Shelf shelf(entries);
  Foretell foretell = train_success ? train_success(histories, calibration) : nullptr;
  return std::make_shared<const Shared>(
      Shared{std::move(calibration), std::move(entries), shelf, std::move(foretell)});
}

class OurChooser : public Chooser {
 public:
  OurChooser(const Profile& profile, const Course& course, std::shared_ptr<const Shared> shared)
      : course_(course), shared_(std::move(shared)), profile_(profile) {}

  std::size_t Choose(const std::vector<std::size_t>& playable, double day) override {
    rec::Request request;
    request.recommendation_id = absl::StrCat(profile_.id, "-", ++asked_);
    request.count = 1;
    request.now_ms = Ms(day);
    const rec::Answer answer = Recommend(LearnerAt(request.now_ms), request);
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
          state_.tracer, shared_->calibration,
          {.item = course_[lesson].id, .skills = skills, .correct = correct, .occurred_at_ms = Ms(day)});
    }
    state_.tracer_ms = Ms(day);
    state_.contents[course_[lesson].id] = {.seen_ms = Ms(day), .completed_ms = Ms(day)};
  }

 private:
  static std::int64_t Ms(double day) { return static_cast<std::int64_t>((20'000 + day) * kDayMs); }

  rec::Answer Recommend(const rec::Learner& learner, const rec::Request& request) const {
    const rec::Policy policy;
    rec::Shortlist list = rec::MakeShortlist(shared_->shelf, learner, std::nullopt, request, policy);
    if (shared_->foretell) {
      const rec::SuccessRows rows = rec::SuccessRowsOf(list, learner, shared_->calibration);
      if (!rows.of.empty()) rec::ApplySuccess(shared_->foretell(rows.values), rows, policy, list);
    }
    return rec::Finish(std::move(list), learner, request, policy);
  }

  rec::Learner LearnerAt(std::int64_t now_ms) const {
    rec::Learner learner = ReadAsServed(state_, shared_->calibration, now_ms);
    learner.grade = profile_.grade;
    learner.language = "es";
    learner.device = profile_.device;
    learner.connection = profile_.connection;
    return learner;
  }

  const Course& course_;
  std::shared_ptr<const Shared> shared_;
  const Profile profile_;
  int asked_ = 0;
  features::LearnerState state_;
};

}  // namespace

PolicyKind OurPolicy(const TrainSuccess& train_success) {
  auto shared = std::make_shared<std::shared_ptr<const Shared>>();  // made with the first child
  return {"ours", [shared, train_success](const Profile& profile, const Course& course, const Past& past) {
            if (*shared == nullptr) *shared = Prepare(course, past, train_success);
            return std::make_unique<OurChooser>(profile, course, *shared);
          }};
}

}  // namespace yachay::compare

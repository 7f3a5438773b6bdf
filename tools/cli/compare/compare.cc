#include "cli/compare/compare.h"

#include <algorithm>

namespace yachay::compare {
namespace {

using delivery::ConnectionClass;

// What fits this child, whatever the policy: forms that run and arrive, of the child's grade.
struct Shelf {
  std::vector<std::size_t> playable;
  std::vector<std::size_t> variant;  // by lesson of the course
};

Shelf ShelfFor(const Profile& profile, const Course& course, const Options& options) {
  Shelf shelf{.playable = {}, .variant = std::vector<std::size_t>(course.size())};
  for (std::size_t i = 0; i < course.size(); ++i) {
    const Lesson& lesson = course[i];
    if (profile.grade < lesson.grade_min || profile.grade > lesson.grade_max) continue;
    const auto variant =
        delivery::PickVariant(lesson.variants, profile.device, profile.connection, options.download_seconds);
    if (!variant) continue;
    shelf.variant[i] = *variant;
    shelf.playable.push_back(i);
  }
  return shelf;
}

class Life {
 public:
  // chooser: nullptr for one who sees the child.
  Life(const Profile& profile, const Course& course, Chooser* chooser, const Options& options)
      : course_(course),
        chooser_(chooser),
        options_(options),
        child_(profile, course, options.parameters),
        shelf_(ShelfFor(profile, course, options)) {}

  // saw(lesson, answers, day) hears of every lesson played.
  template <typename Saw>
  Result Live(Saw saw) {
    Result result;
    const int days = 7 * options_.weeks;
    result.mastered_before = child_.Mastered(course_, 0);
    result.start = static_cast<double>(result.mastered_before) / static_cast<double>(course_.size());
    result.on_2g = delivery::Classify(child_.profile().connection) <= ConnectionClass::k2g;
    for (int day = 0; day < days && !shelf_.playable.empty(); ++day) {
      if (!child_.PlaysToday()) continue;
      PlaySession(day, result, saw);
      if (day >= days - 7) result.stayed = true;
    }
    result.mastered = child_.Mastered(course_, days);
    return result;
  }

 private:
  template <typename Saw>
  void PlaySession(int day, Result& result, Saw saw) {
    double seconds = 0;
    for (bool leaves = false; !leaves && seconds < options_.parameters.session_seconds;) {
      const double at = day + seconds / 86'400;
      const std::size_t index = chooser_ == nullptr ? child_.Best(course_, shelf_.playable, at)
                                                    : chooser_->Choose(shelf_.playable, at);
      const Lesson& lesson = course_[index];
      const delivery::Variant& variant = lesson.variants[shelf_.variant[index]];
      const Played played =
          child_.Play(lesson, at, delivery::DownloadSeconds(variant.bytes, child_.profile().connection));
      if (chooser_ != nullptr) chooser_->Saw(index, played.answers, at);
      saw(lesson, played.answers, at);
      seconds += played.seconds;
      result.megabytes += static_cast<double>(variant.bytes) / 1e6;
      leaves = played.leaves;
    }
    result.hours += seconds / 3600;
  }

  const Course& course_;
  Chooser* chooser_;
  const Options& options_;
  Child child_;
  Shelf shelf_;
};

Past PlayPast(const Course& course, const std::vector<Profile>& profiles, const Options& options) {
  Past past;
  const PolicyKind random = RandomPolicy();
  for (const Profile& profile : profiles) {
    learning::History history{profile.id, {}};
    const auto chooser = random.make(profile, course, past);
    Life(profile, course, chooser.get(), options)
        .Live([&](const Lesson& lesson, const std::vector<bool>& answers, double day) {
          for (const bool correct : answers) {
            history.answers.push_back(
                {lesson.id, {lesson.skill}, correct, static_cast<std::int64_t>(day * 86'400'000), 0});
          }
          const auto right = std::count(answers.begin(), answers.end(), true);
          past.completions[lesson.id] += 3 * right >= 2 * static_cast<std::ptrdiff_t>(answers.size()) ? 1 : 0;
        });
    past.histories.push_back(std::move(history));
  }
  return past;
}

}  // namespace

Run Compare(Course course, const std::vector<Profile>& profiles, const std::vector<Profile>& before,
            const Options& options) {
  DrawTruth(course, options.parameters.catalogue_error, options.seed);
  const Past past = PlayPast(course, before, options);
  Run run;
  for (const PolicyKind& policy : Policies(options.train_success)) {
    run.policies.emplace_back(policy.name);
    std::vector<Result>& results = run.results.emplace_back();
    for (const Profile& profile : profiles) {
      const auto chooser = policy.make(profile, course, past);
      results.push_back(
          Life(profile, course, chooser.get(), options).Live([](const auto&, const auto&, double) {}));
    }
  }
  for (const Profile& profile : profiles)
    run.clairvoyant.push_back(
        Life(profile, course, nullptr, options).Live([](const auto&, const auto&, double) {}));
  return run;
}

}  // namespace yachay::compare

#include "cli/compare/compare.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <set>

#include "absl/strings/str_cat.h"
#include "cli/compare/as_served.h"
#include "cli/compare/figures.h"
#include "core/success_rows.h"
#include "testing/catch.h"

namespace yachay::compare {
namespace {

Course TwoSkills() {
  Course course;
  for (const char* skill : {"a", "b"}) {
    for (int step = 0; step < 5; ++step) {
      course.push_back(
          {.id = absl::StrCat(skill, step),
           .skill = skill,
           .prerequisites = skill[0] == 'b' ? std::vector<std::string>{"a"} : std::vector<std::string>{},
           .stated = -2.0 + 0.5 * step,
           .truth = -2.0 + 0.5 * step,
           .seconds = 90,
           .variants = {{"text", delivery::VariantKind::kText, 20'000, 64}}});
    }
  }
  return course;
}

std::vector<Profile> Profiles(std::size_t count, std::uint64_t seed) {
  std::vector<Profile> profiles;
  for (std::size_t i = 0; i < count; ++i) {
    profiles.push_back(
        {.id = absl::StrCat("c", i),
         .grade = 4,
         .device = {2048},
         .connection = i % 2 == 0 ? delivery::Connection{1500, 60} : delivery::Connection{50, 9000},
         .seed = simulate::Mix(seed, {i})});
  }
  return profiles;
}

// Mean of what many children know of the lesson at the end.
template <typename Do>
double MeanChance(const Lesson& lesson, double day, const Parameters& parameters, Do practise) {
  double sum = 0;
  for (const Profile& profile : Profiles(200, 3)) {
    Child child(profile, TwoSkills(), parameters);
    practise(child);
    sum += child.Chance(lesson, day);
  }
  return sum / 200;
}

TEST_CASE("practice teaches, rest takes some of it away, and four days leave more than one") {
  const Parameters p;
  const Lesson lesson = TwoSkills()[1];
  const auto in_a_row = [&](Child& child) {
    for (int i = 0; i < 8; ++i) child.Play(lesson, 14, 0);
  };
  const auto spaced = [&](Child& child) {
    for (const int day : {0, 3, 7, 14}) child.Play(lesson, day, 0), child.Play(lesson, day, 0);
  };
  const double before = MeanChance(lesson, 0, p, [](Child&) {});
  const double at_once = MeanChance(lesson, 14, p, in_a_row);
  const double later = MeanChance(lesson, 44, p, in_a_row);
  CHECK(at_once > before + 0.02);
  CHECK(later < at_once);
  CHECK(later > before);
  CHECK(MeanChance(lesson, 44, p, spaced) > later);
}

TEST_CASE("a lesson near 84 % teaches more than one far too hard") {
  const Parameters p;
  Lesson near = TwoSkills()[0], far = near;
  far.truth = 9;
  const Lesson& asked = near;
  const auto play = [](const Lesson& lesson) {
    return [&lesson](Child& child) {
      for (int i = 0; i < 5; ++i) child.Play(lesson, 0, 0);
    };
  };
  CHECK(MeanChance(asked, 0, p, play(near)) > MeanChance(asked, 0, p, play(far)) + 0.02);
}

TEST_CASE("what is too hard or too easy spoils the mood, what fits lifts it") {
  const Parameters p;
  Lesson hard = TwoSkills()[0], easy = hard;
  hard.truth = 12;
  easy.truth = -20;
  Child frustrated(Profiles(1, 1)[0], TwoSkills(), p), bored = frustrated;
  frustrated.Play(hard, 0, 0);
  bored.Play(easy, 0, 0);
  CHECK(frustrated.mood() < p.mood_start);
  CHECK(bored.mood() < frustrated.mood());
}

TEST_CASE("the same seed gives the same figures, another one others; every policy plays the same children") {
  Options options{.weeks = 2, .seed = 4};
  const Run run = Compare(TwoSkills(), Profiles(20, 1), Profiles(20, 2), options);
  REQUIRE(run.policies == std::vector<std::string>{"random", "popularity", "rules", "rotation", "ours"});
  const Run again = Compare(TwoSkills(), Profiles(20, 1), Profiles(20, 2), options);
  options.seed = 5;
  const Run other = Compare(TwoSkills(), Profiles(20, 1), Profiles(20, 2), options);
  bool differs = false;
  for (std::size_t p = 0; p < run.results.size(); ++p) {
    REQUIRE(run.results[p].size() == 20);
    for (std::size_t i = 0; i < 20; ++i) {
      CHECK(run.results[p][i].hours == again.results[p][i].hours);
      CHECK(run.results[p][i].mastered == again.results[p][i].mastered);
      CHECK(run.results[p][i].mastered_before == run.results[0][i].mastered_before);
      CHECK(run.results[p][i].on_2g == (i % 2 == 0));
      differs = differs || run.results[p][i].hours != other.results[p][i].hours;
    }
  }
  CHECK(differs);
}

TEST_CASE("who sees the child teaches more than chance does, in the same time") {
  Options options{.weeks = 6, .seed = 1};
  options.parameters.free = false;
  const Summary summary = Summarise(Compare(TwoSkills(), Profiles(80, 1), Profiles(30, 2), options), 1, 200);
  CHECK(summary.clairvoyant.mastered.value > summary.policies[0].mastered.value);
  CHECK(summary.clairvoyant.hours.value == Approx(summary.policies[0].hours.value).epsilon(0.15));
}

TEST_CASE("with equal play nobody leaves early and all stay") {
  Options options{.weeks = 3, .seed = 1};
  options.parameters.free = false;
  options.parameters.plays = 1;
  for (const auto& results : Compare(TwoSkills(), Profiles(5, 1), Profiles(5, 2), options).results) {
    for (const Result& result : results) {
      CHECK(result.stayed);
      CHECK(result.hours > 21 * options.parameters.session_seconds / 3600);
    }
  }
}

TEST_CASE("figures are sums over sums, ours stands to each, and a loss is named") {
  Run run{.policies = {"other", "better", "ours"}, .results = {}};
  for (const int gain : {1, 4, 2}) {
    std::vector<Result>& results = run.results.emplace_back();
    for (int i = 0; i < 40; ++i) {
      results.push_back({.mastered_before = 3,
                         .mastered = 3 + gain + i % 2,
                         .hours = 2,
                         .megabytes = 1,
                         .stayed = i < 30,
                         .on_2g = i % 4 == 0});
    }
  }
  const Summary summary = Summarise(run, 1);
  CHECK(summary.policies[2].mastered_per_hour.value == Approx(2.5 / 2));
  CHECK(summary.policies[2].retention.value == Approx(0.75));
  CHECK(summary.policies[2].megabytes_per_mastery.value == Approx(0.5));
  CHECK(summary.best_other == "better");
  CHECK(summary.ratios[1].value == Approx(2.5 / 4.5));
  CHECK(summary.ratios[1].low < summary.ratios[1].value);
  CHECK(summary.ratios[1].high > summary.ratios[1].value);
  std::set<std::string> lost;
  for (const Loss& loss : summary.losses) lost.insert(loss.policy + " " + loss.figure + " of " + loss.where);
  CHECK(lost.count("better mastered per hour of all") == 1);
  CHECK(lost.count("better megabytes per mastery of 2g") == 1);
  CHECK(lost.count("other mastered per hour of all") == 0);
}

// Two skills practised over weeks, one of them by items of both.
features::LearnerState Practised(const learning::Calibration& calibration) {
  features::LearnerState state;
  const std::vector<std::string> one = {"a"}, both = {"a", "b"};
  for (int i = 0; i < 23; ++i) {
    const std::int64_t at_ms = 1'700'000'000'000 + i * 41'234'567LL;
    learning::Update(state.tracer, calibration,
                     {.item = i % 2 == 0 ? "a1" : "both",
                      .skills = i % 2 == 0 ? one : both,
                      .correct = i % 3 != 0,
                      .occurred_at_ms = at_ms});
    state.tracer_ms = at_ms;
  }
  return state;
}

TEST_CASE("what the success model reads of a served learner is to the bit what training reads of the state") {
  learning::Calibration calibration;
  calibration.items = {{"a1", 0.37}, {"both", -0.81}};
  calibration.item_answers = {{"a1", 41}, {"both", 7}, {"never", 3}};
  calibration.skills = {{"a", 0.13}, {"c", -0.7}};
  calibration.skill_answers = {{"a", 400}, {"b", 90}};
  calibration.bkt["c"].known_at_first = 0.66;
  const std::vector<std::pair<std::string, std::vector<std::string>>> items = {
      {"a1", {"a"}}, {"both", {"a", "b"}}, {"never", {"b", "c"}}};
  recommendation::Entries entries;
  for (const auto& [id, skills] : items) {
    entries.push_back(std::make_shared<const recommendation::CatalogEntry>(recommendation::CatalogEntry{
        .content = {.id = id,
                    .title = id,
                    .skills = skills,
                    .language = "es",
                    .variants = {{"t", delivery::VariantKind::kText, 20'000, 64}}},
        .revision = 1,
        .published = true}));
  }
  const recommendation::Shelf shelf(entries);
  const std::int64_t now_ms = 1'702'345'678'901;
  for (const features::LearnerState& state : {Practised(calibration), features::LearnerState{}}) {
    const recommendation::Learner learner = ReadAsServed(state, calibration, now_ms);
    recommendation::Request request;
    request.now_ms = now_ms;
    request.count = 3;
    const auto list = recommendation::MakeShortlist(shelf, learner, {}, request, {});
    const recommendation::SuccessRows rows = recommendation::SuccessRowsOf(list, learner, calibration);
    REQUIRE(rows.of.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
      const auto scored = std::find_if(list.scored.begin(), list.scored.end(),
                                       [&](const auto& s) { return s.row == rows.of[i]; });
      const recommendation::Content& content = scored->candidate.entry->content;
      std::vector<float> trained(learning::kSuccessFeatures);
      learning::SuccessRow(state.tracer, calibration, content.id, content.skills, now_ms,
                           absl::MakeSpan(trained));
      INFO(content.id);
      CHECK(std::memcmp(trained.data(), rows.values.data() + i * trained.size(),
                        trained.size() * sizeof(float)) == 0);
    }
  }
}

TEST_CASE("a success model that says what the formula says chooses as the formula, and another does not") {
  Options options{.weeks = 2, .seed = 4};
  const Run formula = Compare(TwoSkills(), Profiles(20, 1), Profiles(20, 2), options);
  const auto model = [](bool turned) -> TrainSuccess {
    return [turned](const auto&, const learning::Calibration&) -> Foretell {
      return [turned](absl::Span<const float> rows) {
        std::vector<float> chances;  // the first feature is the margin
        for (std::size_t i = 0; i < rows.size(); i += learning::kSuccessFeatures)
          chances.push_back(1 / (1 + std::exp(turned ? rows[i] : -rows[i])));
        return chances;
      };
    };
  };
  const auto hours = [](const Run& run) {
    std::vector<double> out;
    for (const Result& result : run.results.back()) out.push_back(result.hours);
    return out;
  };
  options.train_success = model(false);
  CHECK(hours(Compare(TwoSkills(), Profiles(20, 1), Profiles(20, 2), options)) == hours(formula));
  options.train_success = model(true);
  CHECK(hours(Compare(TwoSkills(), Profiles(20, 1), Profiles(20, 2), options)) != hours(formula));
}

TEST_CASE("rules go up after passing, down after failing, and open a skill when half of its need is done") {
  const Course course = TwoSkills();
  std::vector<std::size_t> all(course.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  const Past past;
  const auto chooser = Policies()[2].make(Profiles(1, 1)[0], course, past);
  const std::vector<bool> pass = {true, true, false}, fail = {true, false, false};
  CHECK(chooser->Choose(all, 0) == 0);
  chooser->Saw(0, pass, 0);
  CHECK(chooser->Choose(all, 0) == 1);
  chooser->Saw(1, fail, 0);
  CHECK(chooser->Choose(all, 0) == 0);
  for (std::size_t lesson = 0; lesson < 5; ++lesson) chooser->Saw(lesson, pass, 0);
  CHECK(course[chooser->Choose(all, 0)].skill == "b");
}

}  // namespace
}  // namespace yachay::compare

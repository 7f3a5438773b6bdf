#include "cli/compare/compare.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "cli/compare/figures.h"
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

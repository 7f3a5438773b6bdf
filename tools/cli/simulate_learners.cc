#include "cli/simulate_learners.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "absl/strings/str_format.h"
#include "cli/simulate_random.h"

namespace yachay::simulate {
namespace {

// Achievements from which a learner of the shifted cohort goes on playing in the second week.
constexpr int kFaithful = 25;

// Lower-middle-class phones dominate; a tenth has half a gigabyte.
Device DrawDevice(Random& random) {
  const double u = random.Uniform();
  if (u < 0.10) return {512, 900, 480, 800, "Android 8.1"};
  if (u < 0.40) return {2048, 6000, 720, 1520, "Android 10"};
  if (u < 0.85) return {4096, 24000, 1080, 2400, "Android 13"};
  return {8192, 128000, 1170, 2532, "iOS 17"};
}

Connection DrawConnection(Random& random) {
  const double u = random.Uniform();
  if (u < 0.10) return {1500, 55, true, false};  // 2g
  if (u < 0.35) return {320, 600, true, false};  // 3g
  if (u < 0.65) return {90, 9000, true, false};  // 4g
  return {35, 30000, false, true};
}

void Place(Learner& learner, Random& random) {
  const std::string& where = learner.player.location;
  learner.utc_offset_minutes = where == "Europe" ? 60 : where == "Asia" ? 480 : -300;
  learner.language = where == "USA" || where == "Asia"         ? "en"
                     : where == "Europe" || random.Chance(0.5) ? "es"
                                                               : "qu";
}

void Rhythm(Learner& learner, Cohort cohort, Random& random) {
  Player& player = learner.player;
  if (cohort == Cohort::kBase) {
    std::fill_n(learner.sessions_in_week, 2, player.sessions_per_week);
    return;
  }
  player.session_minutes = static_cast<int>(random.Integer(100, 179));
  learner.sessions_in_week[0] = static_cast<int>(random.Integer(14, 19));
  const bool goes_on = cohort == Cohort::kDevoted || player.achievements >= kFaithful;
  learner.sessions_in_week[1] =
      goes_on ? learner.sessions_in_week[0] : static_cast<int>(random.Integer(0, 1));
  player.sessions_per_week = learner.sessions_in_week[1];
}

Learner Named(const char* id, Learner learner, Player player, double ability) {
  learner.id = id;
  learner.player = std::move(player);
  std::fill_n(learner.sessions_in_week, 2, learner.player.sessions_per_week);
  learner.utc_offset_minutes = -300;
  learner.ability = ability;
  learner.late = false;
  return learner;
}

void NameThree(std::vector<Learner>& learners) {
  Learner& thriving = learners[0] =
      Named("demo-thriving", learners[0],
            {16, "Female", "Other", "Strategy", 4, false, "Medium", 17, 140, 88, 44}, 2.2);
  thriving.language = "es";
  thriving.device = {8192, 128000, 1170, 2532, "iOS 17"};
  thriving.connection = {35, 30000, false, true};

  Learner& struggling = learners[1] = Named(
      "demo-struggling", learners[1], {15, "Male", "Other", "Action", 1, false, "Easy", 2, 35, 6, 3}, -2.0);
  struggling.language = "es";
  struggling.device = {2048, 6000, 720, 1520, "Android 10"};
  struggling.connection = {320, 600, true, false};

  Learner& phone = learners[2] = Named("demo-phone2g", learners[2],
                                       {15, "Female", "Other", "RPG", 2, false, "Easy", 8, 70, 35, 20}, 0.2);
  phone.language = "qu";
  phone.device = {512, 900, 480, 800, "Android 8.1"};
  phone.connection = {1500, 55, true, false};
}

}  // namespace

std::vector<std::string> LearnerIds(const CohortOptions& options) {
  static constexpr std::array<const char*, 3> kNamed{"demo-thriving", "demo-struggling", "demo-phone2g"};
  std::vector<std::string> ids(options.learners);
  for (size_t i = 0; i < ids.size(); ++i) ids[i] = absl::StrFormat("%s-%05d", options.prefix, i);
  if (options.cohort == Cohort::kBase && ids.size() >= kNamed.size()) {
    std::copy(kNamed.begin(), kNamed.end(), ids.begin());
  }
  return ids;
}

std::string SecondWeekLabel(const Learner& learner) {
  Player player = learner.player;
  player.sessions_per_week = learner.sessions_in_week[1];
  return EngagementLabel(player);
}

std::vector<Learner> DrawLearners(const CohortOptions& options) {
  const uint64_t seed = Mix(options.seed, {HashText(options.prefix)});
  std::vector<Player> players = DrawPlayers(options.learners, seed);
  const std::vector<std::string> ids = LearnerIds(options);
  std::vector<Learner> learners(options.learners);
  for (size_t i = 0; i < learners.size(); ++i) {
    Learner& learner = learners[i];
    learner.id = ids[i];
    learner.player = std::move(players[i]);
    learner.seed = Mix(seed, {i});
    Random random(learner.seed);
    learner.ability = random.Normal();
    learner.device = DrawDevice(random);
    learner.connection = DrawConnection(random);
    learner.late = random.Chance(options.late_share);
    Place(learner, random);
    Rhythm(learner, options.cohort, random);
  }
  if (options.cohort == Cohort::kBase && learners.size() >= 3) NameThree(learners);
  return learners;
}

}  // namespace yachay::simulate

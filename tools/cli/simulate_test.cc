#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "cli/simulate_diary.h"
#include "cli/simulate_learners.h"
#include "cli/simulate_life.h"
#include "cli/simulate_population.h"
#include "cli/simulate_schedule.h"
#include "cli/simulate_sender.h"
#include "testing/catch.h"

namespace yachay::simulate {
namespace {

using yachay::events::v1::LearnerEvent;

constexpr int64_t kDayMs = 86'400'000;
constexpr int64_t kEnd = 1'790'000'000'000;  // some afternoon

std::vector<Learner> Base(size_t count) {
  return DrawLearners({.cohort = Cohort::kBase, .learners = count, .seed = 7, .prefix = "base"});
}

std::vector<LearnerEvent> LifeOf(const Learner& learner) {
  return Live(learner, BuiltInLessons(), {.end_ms = kEnd});
}

int64_t LocalDay(const LearnerEvent& event) {
  return (event.occurred_at().seconds() + event.utc_offset().seconds()) * 1000 / kDayMs;
}

// Sessions that began in the seven local days that end `back` days before the last.
int SessionsInWeek(const Learner& learner, const std::vector<LearnerEvent>& life, int back) {
  const int64_t last = (kEnd + learner.utc_offset_minutes * 60'000) / kDayMs - back;
  return static_cast<int>(std::count_if(life.begin(), life.end(), [&](const LearnerEvent& event) {
    return event.has_session_started() && LocalDay(event) > last - 7 && LocalDay(event) <= last;
  }));
}

TEST_CASE("A small population has the public marginals") {
  const std::vector<Player> players = DrawPlayers(200, 3);
  std::map<std::string, int> places;
  double sessions = 0;
  int purchases = 0;
  for (const Player& p : players) {
    ++places[p.location];
    sessions += p.sessions_per_week;
    purchases += p.purchases ? 1 : 0;
    CHECK((p.age >= 15 && p.age <= 49 && p.level >= 1 && p.level <= 99 && p.achievements <= 49));
  }
  CHECK(places == std::map<std::string, int>{{"USA", 80}, {"Europe", 60}, {"Asia", 40}, {"Other", 20}});
  CHECK(purchases == 40);
  CHECK(sessions / 200 == Approx(9.5).margin(0.05));
}

TEST_CASE("The file of players has the public columns, and the asked share of other labels") {
  std::ostringstream out;
  const std::vector<Player> players = DrawPlayers(4000, 5);
  WritePlayers(out, players, 5);
  std::istringstream in(out.str());
  std::string line;
  std::getline(in, line);
  CHECK(line ==
        "PlayerID,Age,Gender,Location,GameGenre,PlayTimeHours,InGamePurchases,GameDifficulty,SessionsPerWeek,"
        "AvgSessionDurationMinutes,PlayerLevel,AchievementsUnlocked,EngagementLevel");
  int other = 0;
  size_t rows = 0;
  for (; std::getline(in, line); ++rows) {
    CHECK(std::count(line.begin(), line.end(), ',') == 12);
    other += line.substr(line.rfind(',') + 1) != EngagementLabel(players.at(rows)) ? 1 : 0;
  }
  CHECK(rows == 4000);
  CHECK(other / 4000.0 == Approx(0.065).margin(0.015));
}

TEST_CASE("Each week holds exactly the learner's sessions, and their mean length is the learner's") {
  for (const Learner& learner : Base(40)) {
    const std::vector<LearnerEvent> life = LifeOf(learner);
    CHECK(SessionsInWeek(learner, life, 0) == learner.player.sessions_per_week);
    CHECK(SessionsInWeek(learner, life, 7) == learner.player.sessions_per_week);
    double minutes = 0;
    int ended = 0;
    for (const LearnerEvent& event : life) {
      if (!event.has_session_ended()) continue;
      minutes += static_cast<double>(event.session_ended().duration().seconds()) / 60;
      ++ended;
    }
    CHECK(minutes / ended == Approx(learner.player.session_minutes).margin(0.1));
  }
}

TEST_CASE(
    "A life reaches the player's level and achievements before the second week, and never lies in the "
    "future") {
  for (const Learner& learner : Base(20)) {
    std::set<std::string> badges;
    uint32_t level = 0;
    const int64_t second_week = (kEnd + learner.utc_offset_minutes * 60'000) / kDayMs - 6;
    for (const LearnerEvent& event : LifeOf(learner)) {
      CHECK(event.occurred_at().seconds() * 1000 <= kEnd);
      if (event.has_achievement_unlocked()) badges.insert(event.achievement_unlocked().achievement_id());
      if (event.has_level_reached()) level = std::max(level, event.level_reached().level());
      if (event.has_achievement_unlocked() || event.has_level_reached()) CHECK(LocalDay(event) < second_week);
    }
    CHECK(static_cast<int>(badges.size()) == learner.player.achievements);
    CHECK(static_cast<int>(level) == learner.player.level);
  }
}

TEST_CASE("The same seed and end give the same bytes; ids never repeat") {
  std::set<std::string> ids;
  size_t events = 0;
  const std::vector<Learner> once = Base(30);
  const std::vector<Learner> again = Base(30);
  for (size_t i = 0; i < once.size(); ++i) {
    const std::vector<LearnerEvent> life = LifeOf(once[i]);
    const std::vector<LearnerEvent> same = LifeOf(again[i]);
    REQUIRE(life.size() == same.size());
    for (size_t k = 0; k < life.size(); ++k) {
      REQUIRE(life[k].SerializeAsString() == same[k].SerializeAsString());
      CHECK(life[k].event_id().size() == 36);
      ids.insert(life[k].event_id());
    }
    events += life.size();
  }
  CHECK(ids.size() == events);
  CHECK(LifeOf(DrawLearners({.learners = 5, .seed = 8, .prefix = "base"})[4]).front().event_id() !=
        LifeOf(Base(5)[4]).front().event_id());
}

TEST_CASE("In the shifted cohort only learners with many achievements go on in the second week") {
  for (const Learner& learner :
       DrawLearners({.cohort = Cohort::kShifted, .learners = 60, .seed = 7, .prefix = "shifted"})) {
    CHECK(learner.sessions_in_week[0] >= 14);
    CHECK((learner.sessions_in_week[1] >= 14) == (learner.player.achievements >= 25));
    CHECK((learner.sessions_in_week[1] <= 1) == (learner.player.achievements < 25));
  }
}

TEST_CASE("Consents to both purposes come before all else of a learner, also of one whose events come late") {
  const std::vector<Learner> learners = Base(60);
  std::vector<std::vector<LearnerEvent>> lives;
  for (const Learner& learner : learners) lives.push_back(LifeOf(learner));
  std::map<std::string, std::vector<bool>> first;  // by learner: whether the first events are consents
  for (const auto& lane : Schedule(learners, lives)) {
    for (const Delivery& delivery : lane) {
      for (const LearnerEvent& event : delivery.events) {
        auto& kinds = first[event.learner_id()];
        if (kinds.size() < 2) kinds.push_back(event.has_consent_changed());
      }
    }
  }
  CHECK(first.size() == 60);
  for (const auto& [learner, kinds] : first) CHECK(kinds == std::vector<bool>{true, true});
}

TEST_CASE("Every event is delivered once, apart from what late learners send again") {
  const std::vector<Learner> learners = Base(60);
  std::vector<std::vector<LearnerEvent>> lives;
  std::set<std::string> made;
  for (const Learner& learner : learners) {
    lives.push_back(LifeOf(learner));
    for (const LearnerEvent& event : lives.back()) made.insert(event.event_id());
  }
  std::set<std::string> delivered;
  size_t again = 0;
  bool out_of_order = false;
  std::map<std::string, int64_t> newest;
  for (const auto& lane : Schedule(learners, lives)) {
    for (const Delivery& delivery : lane) {
      CHECK(delivery.events.size() <= 1000);
      for (const LearnerEvent& event : delivery.events) {
        if (delivery.again) {
          CHECK(delivered.contains(event.event_id()));
          ++again;
          continue;
        }
        CHECK(delivered.insert(event.event_id()).second);
        int64_t& last = newest[event.learner_id()];
        out_of_order = out_of_order || event.occurred_at().seconds() < last;
        last = std::max(last, event.occurred_at().seconds());
      }
    }
  }
  CHECK(delivered == made);
  CHECK(again > 0);
  CHECK(out_of_order);
}

Delivery ThreeEvents() {
  Delivery delivery;
  delivery.events.resize(3);
  for (int i = 0; i < 3; ++i)
    delivery.events[static_cast<size_t>(i)].set_event_id(std::string(1, static_cast<char>('a' + i)));
  return delivery;
}

Publish Taking(std::vector<Attempt>& answers) {
  return [&answers](const auto& request, auto& response) {
    response.Clear();
    const Attempt attempt = answers.front();
    answers.erase(answers.begin());
    if (!attempt.status.ok()) return attempt;
    for (const auto& event : request.events()) {
      auto& outcome = *response.add_outcomes();
      outcome.set_event_id(event.event_id());
      outcome.set_accepted(event.event_id() != "c");
      if (!outcome.accepted()) outcome.add_violations()->set_field("learner_id");
    }
    return attempt;
  };
}

TEST_CASE(
    "A call is tried again with growing waits until it is answered, and counts as retried, not failed") {
  std::vector<absl::Duration> waits;
  const RetryOptions options{.sleep = [&](absl::Duration wait) { waits.push_back(wait); }};
  std::vector<Attempt> answers{{absl::UnavailableError("gone")},
                               {absl::ResourceExhaustedError("full"), absl::Milliseconds(700)},
                               {absl::OkStatus()}};
  PlayReport report;
  Send(ThreeEvents(), Taking(answers), options, report);
  CHECK(waits == std::vector<absl::Duration>{absl::Milliseconds(50), absl::Milliseconds(700)});
  CHECK(report.unique == 3);
  CHECK(report.sent == 3);
  CHECK(report.acknowledged == 2);
  CHECK(report.rejected == 1);
  CHECK(report.unconfirmed == 6);
  CHECK(report.retried_calls == 1);
  CHECK(report.failed_calls == 0);
  CHECK(report.first_problem.find("event c was rejected: learner_id") == 0);
}

TEST_CASE("A call that cannot succeed is tried once and counts as failed") {
  const RetryOptions options{.sleep = [](absl::Duration) { FAIL("no reason to wait"); }};
  std::vector<Attempt> answers{{absl::InvalidArgumentError("empty")}};
  PlayReport report;
  Send(ThreeEvents(), Taking(answers), options, report);
  CHECK(report.failed_calls == 1);
  CHECK(report.acknowledged == 0);
  CHECK(report.first_problem.find("empty") != std::string::npos);
}

TEST_CASE("A server that stays away is given up after the time allowed") {
  absl::Duration waited = absl::ZeroDuration();
  const RetryOptions options{.give_up_after = absl::Seconds(5),
                             .sleep = [&](absl::Duration wait) { waited += wait; }};
  int tries = 0;
  const absl::Status status =
      CallUntilDone([] { return Attempt{absl::UnavailableError("gone")}; }, options, tries);
  CHECK(absl::IsUnavailable(status));
  CHECK(waited >= absl::Seconds(5));
  CHECK(waited <= absl::Seconds(6));
}

}  // namespace
}  // namespace yachay::simulate

#include "features/consent.h"

#include "features/engagement.h"
#include "features/test_events.h"
#include "testing/catch.h"

namespace yachay::features {
namespace {

using events::ConsentChanged;
const learning::Calibration kCalibration;

ConsentChanged Personalisation(bool granted) { return {ConsentChanged::Purpose::kPersonalisation, granted}; }

// Of every kind of event something, each a minute after the one before.
std::vector<events::Event> Life() {
  events::ProfileUpdated profile;
  profile.birth_year = 2014;
  profile.grade = 4;
  profile.language = "qu";
  profile.region = "Cusco";
  profile.gender = "f";
  const std::vector<events::Payload> payloads = {
      profile,
      events::DeviceReported{1024, 200, 720, 1280, "Android 8"},
      events::ConnectionMeasured{300, 400, true, events::ConnectionMeasured::Type::kCellular},
      events::PreferenceSet{"audio", "on"},
      events::SessionStarted{"s", "Puzzle", "Easy"},
      events::ItemAttempted{"item", {"add"}, true, 1000, 0, 4},
      events::ContentCompleted{"c", "v", "r", 1000, 1},
      events::PurchaseMade{"p"},
      events::LevelReached{3},
      events::AchievementUnlocked{"a"},
      events::SessionEnded{"s", 600'000}};
  std::vector<events::Event> life;
  for (const auto& payload : payloads)
    life.push_back(MakeEvent(100 + life.size(), kT0 + 60'000 * static_cast<int>(life.size()), payload));
  return life;
}

LearnerState FoldAll(const std::vector<events::Event>& life, ConsentRule rule) {
  LearnerState state;
  EventWindow window;
  std::int64_t offset = 0;
  for (const auto& event : life) ApplyPermitted(state, window, event, {0, offset++}, kCalibration, rule);
  return state;
}

void CheckOnlyWhatIsNeeded(const LearnerState& state) {
  CHECK(state.device.known());
  CHECK(state.connection.known());
  CHECK(state.preferences.size() == 1);
  CHECK(state.level == 3);
  CHECK(state.achievements.size() == 1);
  CHECK(state.language.value == "qu");
  CHECK(state.grade.value == 4);
  CHECK_FALSE(state.birth_year.known());
  CHECK_FALSE(state.region.known());
  CHECK_FALSE(state.gender.known());
  CHECK_FALSE(state.game_genre.known());
  CHECK(state.days.days().empty());
  CHECK(state.session_started_ms == kNever);
  CHECK(state.session_ended_ms == kNever);
  CHECK(state.contents.empty());
  CHECK(state.purchase_ms == kNever);
  CHECK(state.tracer == learning::TracerState{});
}

}  // namespace

TEST_CASE("where consent is required, only what the game needs is folded until it is given") {
  auto life = Life();
  const LearnerState without = FoldAll(life, ConsentRule::kRequired);
  CHECK(without.events == life.size());
  CheckOnlyWhatIsNeeded(without);
  CHECK(FoldAll(life, ConsentRule::kAssumed).purchase_ms != kNever);

  life.insert(life.begin(), MakeEvent(1, kT0 - 1, Personalisation(true)));
  const LearnerState with = FoldAll(life, ConsentRule::kRequired);
  CHECK(with == FoldAll(life, ConsentRule::kAssumed));
  CHECK(with.region.value == "Cusco");
  CHECK(with.tracer.tried == 1);
}

TEST_CASE("what was known goes when consent is withdrawn, and comes anew when it is given again") {
  auto life = Life();
  life.push_back(MakeEvent(1, kT0 + kDayMs, Personalisation(false)));
  for (const auto rule : {ConsentRule::kAssumed, ConsentRule::kRequired})
    CheckOnlyWhatIsNeeded(FoldAll(life, rule));

  life.push_back(MakeEvent(2, kT0 + kDayMs + 1, events::PurchaseMade{"p"}));
  CHECK(FoldAll(life, ConsentRule::kAssumed).purchase_ms == kNever);
  life.push_back(MakeEvent(3, kT0 + kDayMs + 2, Personalisation(true)));
  life.push_back(MakeEvent(4, kT0 + kDayMs + 3, events::PurchaseMade{"p"}));
  CHECK(FoldAll(life, ConsentRule::kAssumed).purchase_ms == kT0 + kDayMs + 3);
}

TEST_CASE("what was passed over is not taken for new when it is sent again with consent") {
  LearnerState state;
  EventWindow window;
  const auto purchase = MakeEvent(1, kT0, events::PurchaseMade{"p"});
  const auto rule = ConsentRule::kRequired;
  CHECK(ApplyPermitted(state, window, purchase, {0, 0}, kCalibration, rule) == FoldResult::kApplied);
  ApplyPermitted(state, window, MakeEvent(2, kT0, Personalisation(true)), {0, 1}, kCalibration, rule);
  CHECK(ApplyPermitted(state, window, purchase, {0, 2}, kCalibration, rule) == FoldResult::kDuplicate);
  CHECK(state.purchase_ms == kNever);
}

TEST_CASE("consent to training is a consent of its own") {
  Latest<bool> training;
  CHECK(MayTrain(training, ConsentRule::kAssumed));
  CHECK_FALSE(MayTrain(training, ConsentRule::kRequired));
  training.Set(false, {kT0, {}});
  CHECK_FALSE(MayTrain(training, ConsentRule::kAssumed));
  training.Set(true, {kT0 + 1, {}});
  CHECK(MayTrain(training, ConsentRule::kRequired));
}

}  // namespace yachay::features

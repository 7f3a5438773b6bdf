#include "features/consent.h"

#include <algorithm>

#include "features/engagement.h"
#include "features/test_events.h"
#include "testing/catch.h"

namespace yachay::features {
namespace {

using events::ConsentChanged;
const learning::Calibration kCalibration;
const FoldRules kRules{kCalibration, EngagementViews().plan()};

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
  for (const auto& event : life) ApplyPermitted(state, window, event, {0, offset++}, kRules, rule);
  return state;
}

double Number(const LearnerState& state, const std::string& column) {
  const auto& names = EngagementColumns();
  const auto at = std::find(names.begin(), names.end(), column) - names.begin();
  const FeatureValue value = EngagementRow(state, kT0 + 2 * kDayMs).at(static_cast<std::size_t>(at));
  return std::holds_alternative<double>(value.value) ? std::get<double>(value.value) : 0;
}

void CheckOnlyWhatIsNeeded(const LearnerState& state) {
  CHECK(state.device.known());
  CHECK(state.connection.known());
  CHECK(state.preferences.size() == 1);
  CHECK(Number(state, "PlayerLevel") == 3);
  CHECK(Number(state, "AchievementsUnlocked") == 1);
  CHECK(state.aggregates.size() == 2);
  CHECK(state.language.value == "qu");
  CHECK(state.grade.value == 4);
  CHECK_FALSE(state.birth_year.known());
  CHECK_FALSE(state.region.known());
  CHECK_FALSE(state.gender.known());
  CHECK(Number(state, "SessionsPerWeek") == 0);
  CHECK(state.contents.empty());
  CHECK(Number(state, "InGamePurchases") == 0);
  CHECK(state.tracer == learning::TracerState{});
}

}  // namespace

TEST_CASE("where consent is required, only what the game needs is folded until it is given") {
  auto life = Life();
  const LearnerState without = FoldAll(life, ConsentRule::kRequired);
  CHECK(without.events == life.size());
  CheckOnlyWhatIsNeeded(without);
  CHECK(Number(FoldAll(life, ConsentRule::kAssumed), "InGamePurchases") == 1);

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
  CHECK(Number(FoldAll(life, ConsentRule::kAssumed), "InGamePurchases") == 0);
  life.push_back(MakeEvent(3, kT0 + kDayMs + 2, Personalisation(true)));
  life.push_back(MakeEvent(4, kT0 + kDayMs + 3, events::PurchaseMade{"p"}));
  CHECK(Number(FoldAll(life, ConsentRule::kAssumed), "InGamePurchases") == 1);
}

TEST_CASE("what was passed over is not taken for new when it is sent again with consent") {
  LearnerState state;
  EventWindow window;
  const auto purchase = MakeEvent(1, kT0, events::PurchaseMade{"p"});
  const auto rule = ConsentRule::kRequired;
  CHECK(ApplyPermitted(state, window, purchase, {0, 0}, kRules, rule) == FoldResult::kApplied);
  ApplyPermitted(state, window, MakeEvent(2, kT0, Personalisation(true)), {0, 1}, kRules, rule);
  CHECK(ApplyPermitted(state, window, purchase, {0, 2}, kRules, rule) == FoldResult::kDuplicate);
  CHECK(Number(state, "InGamePurchases") == 0);
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

#include "features/engagement.h"

#include "features/fold.h"
#include "features/test_events.h"
#include "testing/catch.h"

namespace yachay::features {
namespace {

const learning::Calibration kCalibration;
const FoldRules kRules{kCalibration, EngagementViews().plan()};
constexpr std::int64_t kLima = -5 * kHourMs;

class Player {
 public:
  Player& Did(std::int64_t at_ms, events::Payload payload) {
    Fold(state_, MakeEvent(++number_, at_ms, std::move(payload), kLima), kRules);
    return *this;
  }
  FeatureValue Value(const std::string& name, std::int64_t as_of_ms) const {
    const auto row = EngagementRow(state_, as_of_ms);
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (EngagementColumns()[i] == name) return row[i];
    }
    FAIL("no column " << name);
    return {};
  }
  double Number(const std::string& name, std::int64_t as_of_ms) const {
    return std::get<double>(Value(name, as_of_ms).value);
  }

 private:
  LearnerState state_;
  std::uint64_t number_ = 0;
};

constexpr std::int64_t kNoon = kT0 + 17 * kHourMs;  // in Lima, on 1 June

}  // namespace

TEST_CASE("the columns stand in the order of the public data set") {
  const std::vector<std::string> expected = {"Age",
                                             "Gender",
                                             "Location",
                                             "GameGenre",
                                             "PlayTimeHours",
                                             "InGamePurchases",
                                             "GameDifficulty",
                                             "SessionsPerWeek",
                                             "AvgSessionDurationMinutes",
                                             "PlayerLevel",
                                             "AchievementsUnlocked"};
  CHECK(std::vector<std::string>(EngagementColumns().begin(), EngagementColumns().end()) == expected);
}

TEST_CASE("a learner of whom little is known has nulls, and zeros where nothing happened means zero") {
  Player player;
  player.Did(kNoon, events::LevelReached{3});
  for (const char* name : {"Age", "Gender", "Location", "GameGenre", "PlayTimeHours", "GameDifficulty",
                           "AvgSessionDurationMinutes"}) {
    CHECK_FALSE(player.Value(name, kNoon).known());
  }
  CHECK(player.Number("InGamePurchases", kNoon) == 0);
  CHECK(player.Number("SessionsPerWeek", kNoon) == 0);
  CHECK(player.Number("AchievementsUnlocked", kNoon) == 0);
  CHECK(player.Number("PlayerLevel", kNoon) == 3);
  CHECK(player.Value("PlayerLevel", kNoon).at_ms == kNoon);
}

TEST_CASE("each column by a worked example") {
  Player player;
  player.Did(kNoon, events::ProfileUpdated{2014, 6, "es", "Cusco", "Female"})
      .Did(kNoon, events::SessionStarted{"a", "RPG", "Easy"})
      .Did(kNoon + kHourMs, events::SessionEnded{"a", 60 * 60'000})
      .Did(kNoon + kDayMs, events::SessionStarted{"b", "Action", ""})
      .Did(kNoon + kDayMs + kHourMs, events::SessionEnded{"b", 30 * 60'000})
      .Did(kNoon + kDayMs + 2 * kHourMs, events::SessionEnded{"c", 30 * 60'000})
      .Did(kNoon, events::LevelReached{7})
      .Did(kNoon + kDayMs, events::LevelReached{5})
      .Did(kNoon, events::AchievementUnlocked{"first"})
      .Did(kNoon + kDayMs, events::AchievementUnlocked{"first"})
      .Did(kNoon + kDayMs, events::AchievementUnlocked{"second"})
      .Did(kNoon, events::PurchaseMade{"hat"});
  const std::int64_t as_of = kNoon + 2 * kDayMs;
  CHECK(player.Number("Age", as_of) == 12);
  CHECK(std::get<std::string>(player.Value("Gender", as_of).value) == "Female");
  CHECK(std::get<std::string>(player.Value("Location", as_of).value) == "Cusco");
  CHECK(std::get<std::string>(player.Value("GameGenre", as_of).value) == "Action");
  CHECK(std::get<std::string>(player.Value("GameDifficulty", as_of).value) == "Easy");
  CHECK(player.Number("PlayTimeHours", as_of) == 1.0);  // two hours on two days
  CHECK(player.Number("AvgSessionDurationMinutes", as_of) == 40.0);
  CHECK(player.Number("SessionsPerWeek", as_of) == 2);
  CHECK(player.Number("PlayerLevel", as_of) == 7);
  CHECK(player.Number("AchievementsUnlocked", as_of) == 2);
  CHECK(player.Number("InGamePurchases", as_of) == 1);
  CHECK(player.Value("SessionsPerWeek", as_of).at_ms == kNoon + kDayMs);
}

TEST_CASE("the week ends with the learner's day, not with UTC's") {
  Player player;
  const std::int64_t evening = kT0 + kDayMs + 3 * kHourMs;  // 2 June 03:00 UTC is 1 June 22:00 in Lima
  player.Did(evening, events::SessionStarted{"a", "", ""});
  const std::int64_t last_evening = kT0 + 8 * kDayMs + 4 * kHourMs;  // 7 June 23:00 in Lima
  CHECK(player.Number("SessionsPerWeek", last_evening - kDayMs) == 1);
  CHECK(player.Number("SessionsPerWeek", kT0 + 7 * kDayMs + 5 * kHourMs - 1) == 1);  // 7 June 23:59:59.999
  CHECK(player.Number("SessionsPerWeek", kT0 + 7 * kDayMs + 5 * kHourMs) == 0);      // 8 June 00:00
}

TEST_CASE("a learner ages at the local new year") {
  Player player;
  player.Did(kNoon, events::ProfileUpdated{2014, {}, {}, {}, {}});
  const std::int64_t new_year_utc = 1'798'761'600'000;  // 2027-01-01 00:00 UTC
  CHECK(player.Number("Age", new_year_utc) == 12);
  CHECK(player.Number("Age", new_year_utc + 5 * kHourMs) == 13);
}

TEST_CASE("sessions leave the windows of 7 and 28 days") {
  Player player;
  player.Did(kNoon, events::SessionStarted{"a", "", ""}).Did(kNoon, events::SessionEnded{"a", 60'000});
  CHECK(player.Number("SessionsPerWeek", kNoon + 6 * kDayMs) == 1);
  CHECK(player.Number("SessionsPerWeek", kNoon + 7 * kDayMs) == 0);
  CHECK(player.Number("AvgSessionDurationMinutes", kNoon + 27 * kDayMs) == 1);
  CHECK_FALSE(player.Value("AvgSessionDurationMinutes", kNoon + 28 * kDayMs).known());
  CHECK_FALSE(player.Value("PlayTimeHours", kNoon + 28 * kDayMs).known());
}

}  // namespace yachay::features

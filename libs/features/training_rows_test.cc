#include "features/training_rows.h"

#include <algorithm>

#include "features/engagement.h"
#include "features/test_events.h"
#include "testing/catch.h"

namespace yachay::features {
namespace {

constexpr std::int64_t kAsOf = kT0 + 20 * kDayMs;
const learning::Calibration kCalibration;
const View& kView = EngagementViews().views().front();

TrainingRows RowsBy(ConsentRule consent) {
  return {{.as_of_ms = kAsOf, .consent = consent}, kView, {kCalibration, EngagementViews().plan()}};
}
TrainingRows Assumed() { return RowsBy(ConsentRule::kAssumed); }

class Log {
 public:
  explicit Log(TrainingRows& rows) : rows_(rows) {}
  void Add(events::Event event) { rows_.Add(event, {0, offset_++}); }
  void Add(std::uint64_t number, std::int64_t at_ms, events::Payload payload) {
    Add(MakeEvent(number, at_ms, std::move(payload)));
  }

 private:
  TrainingRows& rows_;
  std::int64_t offset_ = 0;
};

}  // namespace

TEST_CASE("a row is the store's row of that time, bit for bit") {
  const auto all = RandomEvents(11, 500, 40);
  TrainingRows rows = Assumed();
  Log log(rows);
  LearnerState served;
  EventWindow window;
  const learning::Calibration calibration;
  std::int64_t offset = 0;
  for (const auto& event : all) {
    log.Add(event);
    if (*event.occurred_at_ms <= kAsOf)
      Apply(served, window, event, {0, offset++}, {calibration, EngagementViews().plan()});
  }
  const auto got = rows.Rows();
  REQUIRE(got.size() == 1);
  const auto row = EngagementRow(served, kAsOf);
  CHECK(got[0].features == std::vector(row.begin(), row.end()));
}

TEST_CASE("the label counts play after as_of and within the horizon, once per event") {
  TrainingRows rows = Assumed();
  Log log(rows);
  log.Add(1, kAsOf, events::SessionStarted{"s", "RPG", "Easy"});
  log.Add(2, kAsOf, events::SessionEnded{"s", 60'000});  // not after
  log.Add(3, kAsOf + 1, events::SessionEnded{"s", 2 * 60'000});
  log.Add(3, kAsOf + 1, events::SessionEnded{"s", 2 * 60'000});  // sent again
  log.Add(4, kAsOf + 7 * kDayMs, events::SessionEnded{"s", 4 * 60'000});
  log.Add(5, kAsOf + 7 * kDayMs + 1, events::SessionEnded{"s", 8 * 60'000});  // beyond
  const auto got = rows.Rows();
  REQUIRE(got.size() == 1);
  CHECK(got[0].played_minutes_after == 6);
  CHECK(rows.duplicates() == 1);
  CHECK(std::get<double>(got[0].features[8].value) == 1);  // AvgSessionDurationMinutes knows the first only
}

TEST_CASE("no row without a session, with consent withdrawn, or after erasure") {
  TrainingRows rows = Assumed();
  Log log(rows);
  std::uint64_t number = 0;
  const auto add = [&](const char* learner, std::int64_t at_ms, events::Payload payload) {
    auto event = MakeEvent(++number, at_ms, std::move(payload));
    event.learner_id = learner;
    log.Add(event);
  };
  using Purpose = events::ConsentChanged::Purpose;
  for (const char* learner : {"ana", "ben", "eva", "ina"})
    add(learner, kT0, events::SessionStarted{"s", "RPG", "Easy"});
  add("ben", kAsOf + 1, events::ConsentChanged{Purpose::kTraining, false});
  add("eva", kAsOf + 1, events::ErasureRequested{"r"});
  add("ina", kT0, events::ConsentChanged{Purpose::kTraining, true});
  add("leo", kT0, events::LevelReached{2});
  add("new", kAsOf + 1, events::SessionStarted{"s", "RPG", "Easy"});
  std::vector<std::string> ids;
  for (const auto& row : rows.Rows()) ids.push_back(row.learner_id);
  CHECK(ids == std::vector<std::string>{"ana", "ina"});
}

TEST_CASE("classes by minutes of a week") {
  CHECK(std::string(EngagementLabel(249.9)) == "Low");
  CHECK(std::string(EngagementLabel(250)) == "Medium");
  CHECK(std::string(EngagementLabel(1350)) == "Medium");
  CHECK(std::string(EngagementLabel(1350.1)) == "High");
}

TEST_CASE("where consent is required there is a row of who gave it to both, and it knows what came after") {
  using Purpose = events::ConsentChanged::Purpose;
  TrainingRows rows = RowsBy(ConsentRule::kRequired);
  Log log(rows);
  log.Add(1, kT0, events::PurchaseMade{"before"});
  CHECK(rows.Rows().empty());
  log.Add(2, kT0 + 1, events::ConsentChanged{Purpose::kPersonalisation, true});
  log.Add(3, kT0 + 2, events::SessionStarted{"s", "RPG", "Easy"});
  CHECK(rows.Rows().empty());
  log.Add(4, kT0 + 3, events::ConsentChanged{Purpose::kTraining, true});
  const auto made = rows.Rows();
  REQUIRE(made.size() == 1);
  for (std::size_t i = 0; i < kView.features.size(); ++i) {
    const FeatureValue& value = made[0].features[i];
    if (kView.features[i].name == "InGamePurchases") CHECK(std::get<double>(value.value) == 0);
    if (kView.features[i].name == "GameGenre") CHECK(std::get<std::string>(value.value) == "RPG");
  }
}

}  // namespace yachay::features

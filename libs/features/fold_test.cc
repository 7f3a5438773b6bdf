#include "features/fold.h"

#include <algorithm>
#include <random>

#include "absl/strings/str_cat.h"
#include "delivery/connection.h"
#include "features/builtins.h"
#include "features/engagement.h"
#include "features/test_events.h"
#include "testing/catch.h"

namespace yachay::features {
namespace {

const learning::Calibration kCalibration;
const FoldRules kRules{kCalibration, EngagementViews().plan()};

LearnerState FoldAll(const std::vector<events::Event>& all) {
  LearnerState state;
  for (const auto& event : all) Fold(state, event, kRules);
  return state;
}

FeatureValue Read(const LearnerState& state, const char* view, const char* name, std::int64_t as_of_ms) {
  return FindBuiltin(view, name)->read({state, kCalibration, as_of_ms});
}

FeatureValue Column(const LearnerState& state, const std::string& name, std::int64_t as_of_ms) {
  const auto& names = EngagementColumns();
  const auto it = std::find(names.begin(), names.end(), name);
  return EngagementRow(state, as_of_ms)[static_cast<std::size_t>(it - names.begin())];
}

}  // namespace

TEST_CASE("any order of the same events gives the same engagement row, device and profile") {
  constexpr int kDays = 60;  // longer than what is kept: days leave while events come
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    auto all = RandomEvents(seed, 300, kDays);
    const LearnerState expected = FoldAll(all);
    std::mt19937_64 random(seed);
    for (int round = 0; round < 10; ++round) {
      std::shuffle(all.begin(), all.end(), random);
      const LearnerState state = FoldAll(all);
      REQUIRE(state.aggregates == expected.aggregates);
      REQUIRE(EngagementRow(state, kT0 + kDays * kDayMs) == EngagementRow(expected, kT0 + kDays * kDayMs));
      REQUIRE(state.device == expected.device);
      REQUIRE(state.language == expected.language);
      REQUIRE(state.preferences == expected.preferences);
      REQUIRE(state.contents == expected.contents);
    }
  }
}

TEST_CASE("two values of one millisecond: the larger event id wins, in either order") {
  const auto a = MakeEvent(1, kT0, events::ProfileUpdated{{}, {}, {}, "Cusco", {}});
  const auto b = MakeEvent(2, kT0, events::ProfileUpdated{{}, {}, {}, "Puno", {}});
  CHECK(FoldAll({a, b}).region.value == "Puno");
  CHECK(FoldAll({b, a}).region.value == "Puno");
}

TEST_CASE("an event is applied once, however often it comes") {
  LearnerState state;
  EventWindow window;
  const auto first = MakeEvent(1, kT0, events::SessionEnded{"s", 60'000});
  CHECK(Apply(state, window, first, {0, 10}, kRules) == FoldResult::kApplied);
  CHECK(Apply(state, window, first, {0, 10}, kRules) == FoldResult::kRedelivered);
  CHECK(Apply(state, window, first, {0, 11}, kRules) == FoldResult::kDuplicate);
  CHECK(Apply(state, window, first, {0, 11}, kRules) == FoldResult::kRedelivered);
  CHECK(state.events == 1);
  CHECK(std::get<double>(Column(state, "AvgSessionDurationMinutes", kT0).value) == 1);
  auto same_in_capitals = first;
  for (char& c : same_in_capitals.event_id) c = static_cast<char>(std::toupper(c));
  CHECK(Apply(state, window, same_in_capitals, {0, 12}, kRules) == FoldResult::kDuplicate);
}

TEST_CASE("replaying any tail of the log changes nothing") {
  const auto all = RandomEvents(7, 400, 30);
  LearnerState state;
  EventWindow window;
  std::int64_t offset = 0;
  for (const auto& event : all) Apply(state, window, event, {3, offset++}, kRules);
  const LearnerState before = state;
  for (std::size_t i = 100; i < all.size(); ++i) {
    REQUIRE(Apply(state, window, all[i], {3, static_cast<std::int64_t>(i)}, kRules) ==
            FoldResult::kRedelivered);
    REQUIRE(Apply(state, window, all[i], {3, offset++}, kRules) == FoldResult::kDuplicate);
  }
  CHECK(state == before);
}

TEST_CASE("a phone that moves from 4g to 2g is planned for 2g, and a late measurement changes nothing") {
  using Type = events::ConnectionMeasured::Type;
  LearnerState state;
  std::uint64_t id = 0;
  const auto measure = [&](double rtt_ms, double kbps, Type type, std::int64_t late_ms = 0) {
    const std::int64_t at_ms = kT0 + static_cast<std::int64_t>(++id) - late_ms;
    Fold(state, MakeEvent(id, at_ms, events::ConnectionMeasured{rtt_ms, kbps, true, type}), kRules);
  };
  const auto speed = [&](const char* name) {
    return std::get<double>(Read(state, "connection", name, kT0).value);
  };
  for (int i = 0; i < 3; ++i) measure(50, 10'000, Type::kWifi);
  measure(1500, 40, Type::kCellular, 2);  // came late
  CHECK(speed("downlink_kbps") == Approx(10'000));
  for (int i = 0; i < 3; ++i) measure(1500, 40, Type::kCellular);
  CHECK(speed("downlink_kbps") < 150);
  for (int i = 0; i < 2; ++i) measure(1500, 40, Type::kCellular);
  CHECK(delivery::Classify({speed("rtt_ms"), speed("downlink_kbps")}) == delivery::ConnectionClass::k2g);
  measure(50, 10'000, Type::kWifi);  // a spike
  CHECK(delivery::Classify({speed("rtt_ms"), speed("downlink_kbps")}) == delivery::ConnectionClass::k2g);
}

TEST_CASE("offline is a goodput of 0 at once, says nothing of the round trip, and ends at once") {
  using Type = events::ConnectionMeasured::Type;
  LearnerState state;
  const auto measure = [&](std::int64_t at_ms, double rtt_ms, double kbps, Type type) {
    const auto id = static_cast<std::uint64_t>(at_ms);
    Fold(state, MakeEvent(id, kT0 + at_ms, events::ConnectionMeasured{rtt_ms, kbps, false, type}), kRules);
  };
  const auto read = [&](const char* name) { return Read(state, "connection", name, kT0); };
  CHECK(!read("downlink_kbps").known());
  measure(1, 0, 0, Type::kOffline);
  CHECK(read("downlink_kbps") == FeatureValue{0.0, kT0 + 1});
  CHECK(read("rtt_ms") == FeatureValue{std::monostate{}, kT0 + 1});
  measure(2, 100, 1000, Type::kWifi);
  CHECK(std::get<double>(read("downlink_kbps").value) == 1000);
  measure(3, 0, 0, Type::kOffline);
  CHECK(std::get<double>(read("downlink_kbps").value) == 0);
  CHECK(std::get<double>(read("rtt_ms").value) == 100);
  CHECK(std::get<std::string>(read("type").value) == "offline");
}

TEST_CASE("erasure forgets, and what happened before it stays forgotten") {
  LearnerState state;
  Fold(state, MakeEvent(1, kT0, events::PurchaseMade{"hat"}), kRules);
  Fold(state, MakeEvent(2, kT0 + 10, events::ErasureRequested{"r"}), kRules);
  CHECK(state.events == 0);
  Fold(state, MakeEvent(3, kT0 + 5, events::PurchaseMade{"late"}), kRules);
  CHECK(state.events == 0);
  CHECK(Column(state, "InGamePurchases", kT0).at_ms == kNever);
  Fold(state, MakeEvent(4, kT0 + 11, events::PurchaseMade{"new"}), kRules);
  CHECK(Column(state, "InGamePurchases", kT0).at_ms == kT0 + 11);
}

TEST_CASE("preferences keep the latest value and an empty one removes") {
  LearnerState state;
  Fold(state, MakeEvent(1, kT0 + 1, events::PreferenceSet{"audio", "on"}), kRules);
  Fold(state, MakeEvent(2, kT0, events::PreferenceSet{"audio", "off"}), kRules);
  CHECK(std::get<NumberMap>(Read(state, "content", "preferences", kT0).value) ==
        NumberMap{{"audio=on", double(kT0 + 1)}});
  Fold(state, MakeEvent(3, kT0 + 2, events::PreferenceSet{"audio", ""}), kRules);
  CHECK(!Read(state, "content", "preferences", kT0).known());
}

TEST_CASE("the contents kept are those met last") {
  LearnerState state;
  const std::size_t count = LearnerState::kMaxContents + 10;
  for (std::size_t i = 0; i < count; ++i) {
    const auto at = kT0 + static_cast<std::int64_t>(i);
    Fold(state, MakeEvent(i, at, events::ContentShown{absl::StrCat("c", i), "", ""}), kRules);
  }
  CHECK(state.contents.size() == LearnerState::kMaxContents);
  CHECK(!state.contents.contains("c9"));
  CHECK(state.contents.contains("c10"));
}

TEST_CASE("answers reach the tracer and its maps") {
  LearnerState state;
  CHECK(!Read(state, "tracer", "mastery", kT0).known());
  for (std::uint64_t i = 0; i < 12; ++i) {
    Fold(state,
         MakeEvent(i, kT0 + static_cast<std::int64_t>(i),
                   events::ItemAttempted{"i", {"add", "carry"}, true, {}, 0, 0}),
         kRules);
  }
  const auto mastery = std::get<NumberMap>(Read(state, "tracer", "mastery", kT0 + 20).value);
  REQUIRE(mastery.size() == 2);
  CHECK(mastery.at("add") > 0.8);
  CHECK(std::get<double>(Read(state, "tracer", "answers", kT0).value) == 12);
  CHECK(std::get<double>(Read(state, "tracer", "ability", kT0).value) > 0);
  const auto later = std::get<NumberMap>(Read(state, "tracer", "recall", kT0 + 300 * kDayMs).value);
  CHECK(later.at("add") < std::get<NumberMap>(Read(state, "tracer", "recall", kT0 + 20).value).at("add"));
}

TEST_CASE("mastery of past days is that of their ends, in the learner's own days") {
  LearnerState state;
  const auto read = [&](const char* feature, std::int64_t at_ms) {
    return std::get<NumberMap>(Read(state, "tracer", feature, at_ms).value).at("add");
  };
  double at_end_of_first_day = 0;
  for (std::uint64_t day = 0; day < 29; ++day) {
    // 23:30 of the day before in UTC, half past nought where the learner lives.
    auto event = MakeEvent(day, kT0 + static_cast<std::int64_t>(day) * kDayMs - kHourMs / 2,
                           events::ItemAttempted{"i", {"add"}, day % 4 != 2, {}, 0, 0});
    event.utc_offset_ms = kHourMs;
    Fold(state, event, kRules);
    if (day == 0) at_end_of_first_day = read("mastery", kT0 + kDayMs - kHourMs);
  }
  const std::int64_t day_7 = kT0 + 7 * kDayMs;
  CHECK(read("mastery_7d_ago", day_7 - kHourMs) == at_end_of_first_day);
  CHECK(read("mastery_7d_ago", day_7 + 22 * kHourMs) == at_end_of_first_day);
  CHECK(read("mastery_7d_ago", day_7 + 23 * kHourMs) != at_end_of_first_day);  // the next local day
  CHECK(read("mastery_28d_ago", kT0 + 28 * kDayMs) == at_end_of_first_day);
  const learning::Calibration calibration;
  CHECK(read("mastery_7d_ago", kT0) == calibration.Bkt("add").known_at_first);
}

}  // namespace yachay::features

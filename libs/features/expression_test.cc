#include "features/expression.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "features/engagement.h"
#include "features/fold.h"
#include "features/test_events.h"
#include "testing/catch.h"

namespace yachay::features {
namespace {

const learning::Calibration kCalibration;

// A declared feature, by its keys after name and description.
ViewSet Declared(const std::string& type, const std::string& keys) {
  const std::string text =
      absl::StrCat("{name: v, owner: t, description: d, features: [{name: x, type: ", type,
                   ", description: d, ", keys, "}]}");
  auto views = ParseViews({ViewSource{"v.yaml", text}}, "");
  INFO(views.status().message());
  REQUIRE(views.ok());
  return *std::move(views);
}

FeatureValue Value(const std::string& keys, const std::vector<events::Payload>& days, std::int32_t as_of_day,
                   const std::string& type = "number") {
  const ViewSet views = Declared(type, keys);
  LearnerState state;
  std::uint64_t day = 0;
  for (const auto& payload : days) {
    Fold(state, MakeEvent(day, kT0 + static_cast<std::int64_t>(day) * kDayMs, payload),
         {kCalibration, views.plan()});
    ++day;
  }
  return views.views()[0].features[0].Read({state, kCalibration, kT0 + as_of_day * kDayMs});
}

double Number(const std::string& keys, const std::vector<events::Payload>& days, std::int32_t as_of_day) {
  return std::get<double>(Value(keys, days, as_of_day).value);
}

events::Payload Answer(const char* skill, bool correct, std::uint32_t hints = 0) {
  return events::ItemAttempted{"i", {skill}, correct, {}, hints, 4};
}
events::Payload Rtt(double ms) { return events::ConnectionMeasured{ms, 1, false, {}}; }

const std::vector<events::Payload> kAnswers = {Answer("add", true), Answer("add", false, 2),
                                               Answer("halves", true)};

}  // namespace

TEST_CASE("each aggregate by a worked example, one event a day") {
  CHECK(Number("aggregate: count, event: item_attempted, window: 28d", kAnswers, 2) == 3);
  CHECK(Number("aggregate: count, event: item_attempted, window: 1d", kAnswers, 2) == 1);
  CHECK(Number("aggregate: count, event: item_attempted, window: 1d", kAnswers, 3) == 0);
  CHECK(Number("aggregate: any, event: item_attempted, window: 7d", kAnswers, 8) == 1);
  CHECK(Number("aggregate: any, event: item_attempted, window: 7d", kAnswers, 9) == 0);
  CHECK(Number("aggregate: sum, event: item_attempted, field: hints, window: lifetime", kAnswers, 99) == 2);
  CHECK(Number("aggregate: mean, event: item_attempted, field: correct, window: 28d", kAnswers, 2) ==
        2.0 / 3);
  CHECK(Number("aggregate: distinct, event: item_attempted, field: skill_ids, window: lifetime", kAnswers,
               2) == 2);
  CHECK(Number("aggregate: distinct, event: item_attempted, field: skill_ids, window: 1d", kAnswers, 2) == 1);
  CHECK(Number("aggregate: distinct, event: item_attempted, field: local_day, window: 28d", kAnswers, 2) ==
        3);
  CHECK(Number("aggregate: time_since, event: item_attempted, divide_by: 86400000", kAnswers, 12) == 10);
  CHECK(Number("aggregate: min, event: connection_measured, field: rtt_ms, window: 28d",
               {Rtt(90), Rtt(70.5), Rtt(80)}, 2) == 70.5);
  CHECK(Number("aggregate: max, event: connection_measured, field: rtt_ms, window: 1d",
               {Rtt(90), Rtt(70.5), Rtt(80)}, 2) == 80);
  CHECK(Number("aggregate: last, event: connection_measured, field: rtt_ms", {Rtt(90), Rtt(70.5)}, 2) ==
        70.5);
  CHECK(std::get<std::string>(
            Value("aggregate: last, event: item_attempted, field: item_id", kAnswers, 2, "text").value) ==
        "i");
}

TEST_CASE("a day's weight halves with every half-life") {
  const std::string keys = "aggregate: ewma, event: connection_measured, field: rtt_ms, half_life_days: 2";
  CHECK(Number(keys, {Rtt(100), Rtt(200), Rtt(400)}, 2) ==
        Approx((100 * 0.5 + 200 * std::exp2(-0.5) + 400) / (0.5 + std::exp2(-0.5) + 1)));
  CHECK_FALSE(Value(keys, {Rtt(100)}, 28).known());
}

TEST_CASE("filters: all of them hold, and what an event does not say holds never") {
  const auto count = [](const std::string& where) {
    return Number(absl::StrCat("aggregate: count, event: item_attempted, window: lifetime, where: ", where),
                  kAnswers, 2);
  };
  CHECK(count("correct == true") == 2);
  CHECK(count("correct != true") == 1);
  CHECK(count("hints >= 2") == 1);
  CHECK(count("hints < 2") == 2);
  CHECK(count("skill_ids has add") == 2);
  CHECK(count("[skill_ids has add, correct == true]") == 1);
  CHECK(count("item_id == i") == 3);
  CHECK(count("game_id != game") == 0);
  CHECK(count("response_time_ms >= 0") == 0);
}

TEST_CASE("nothing happened: zero where that is a number, else null") {
  for (const char* zero : {"aggregate: count, event: purchase_made, window: 7d",
                           "aggregate: any, event: purchase_made, window: lifetime",
                           "aggregate: sum, event: session_ended, field: duration_ms, window: 7d",
                           "aggregate: distinct, event: purchase_made, field: product_id, window: lifetime"})
    CHECK(Number(zero, kAnswers, 2) == 0);
  for (const char* null :
       {"aggregate: mean, event: session_ended, field: duration_ms, window: 7d",
        "aggregate: max, event: level_reached, field: level, window: lifetime",
        "aggregate: last, event: level_reached, field: level", "aggregate: time_since, event: level_reached",
        "aggregate: ratio, numerator: {aggregate: count, event: item_attempted, window: 28d}, "
        "denominator: {aggregate: count, event: purchase_made, window: 28d}"})
    CHECK_FALSE(Value(null, kAnswers, 2).known());
}

TEST_CASE("features that need the same of events share one accumulator; another filter makes another") {
  const auto id = [](const std::string& keys) {
    return std::get<Expression>(Declared("number", keys).views()[0].features[0].source).term.accumulator.id;
  };
  const auto sum = id("aggregate: sum, event: session_ended, field: duration_ms, window: 7d");
  CHECK(id("aggregate: mean, event: session_ended, field: duration_ms, window: 28d, divide_by: 60000") ==
        sum);
  CHECK(id("aggregate: sum, event: session_ended, field: duration_ms, window: lifetime") != sum);
  CHECK(id("aggregate: sum, event: session_ended, field: duration_ms, window: 7d, where: duration_ms > 1") !=
        sum);
}

}  // namespace yachay::features

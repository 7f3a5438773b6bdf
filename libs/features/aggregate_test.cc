#include "features/aggregate.h"

#include <algorithm>
#include <random>

#include "features/fold.h"
#include "features/test_events.h"
#include "features/view.h"
#include "testing/catch.h"

namespace yachay::features {
namespace {

// One feature of every function and window, over fields of every type.
constexpr char kEverything[] = R"(
name: all
owner: t
description: d
features:
  - {name: a, type: number, description: d, aggregate: count, event: item_attempted, window: 1d}
  - {name: b, type: number, description: d, aggregate: sum, event: item_attempted, field: hints, window: 7d}
  - {name: c, type: number, description: d, aggregate: mean, event: connection_measured, field: rtt_ms, window: 28d}
  - {name: d, type: number, description: d, aggregate: mean, event: connection_measured, field: rtt_ms, window: lifetime}
  - {name: e, type: number, description: d, aggregate: min, event: connection_measured, field: rtt_ms, window: 28d}
  - {name: f, type: number, description: d, aggregate: max, event: level_reached, field: level, window: 7d}
  - {name: g, type: number, description: d, aggregate: min, event: level_reached, field: level, window: lifetime}
  - {name: h, type: text, description: d, aggregate: last, event: device_reported, field: os}
  - {name: i, type: number, description: d, aggregate: last, event: device_reported, field: ram_mib}
  - {name: j, type: number, description: d, aggregate: distinct, event: item_attempted, field: skill_ids, window: 28d}
  - {name: k, type: number, description: d, aggregate: distinct, event: item_attempted, field: skill_ids, window: lifetime}
  - {name: l, type: number, description: d, aggregate: distinct, event: item_attempted, field: local_day, window: lifetime}
  - {name: m, type: number, description: d, aggregate: ewma, event: connection_measured, field: downlink_kbps, half_life_days: 3}
  - {name: n, type: number, description: d, aggregate: time_since, event: purchase_made, divide_by: 86400000}
  - {name: o, type: number, description: d, aggregate: any, event: purchase_made, window: 7d}
  - name: p
    type: number
    description: d
    aggregate: ratio
    numerator: {aggregate: count, event: item_attempted, where: [correct == true, hints == 0], window: 28d}
    denominator: {aggregate: count, event: item_attempted, window: 28d}
)";

const learning::Calibration kCalibration;

ViewSet Views() { return *ParseViews({ViewSource{"all.yaml", kEverything}}, ""); }

LearnerState FoldAll(const ViewSet& views, const std::vector<events::Event>& all) {
  LearnerState state;
  for (const auto& event : all) Fold(state, event, {kCalibration, views.plan()});
  return state;
}

}  // namespace

TEST_CASE("any order of the same events leaves the same aggregates, values and bytes") {
  const ViewSet views = Views();
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    auto all = RandomEvents(seed, 400, 60);  // longer than days are kept: they leave while events come
    const LearnerState expected = FoldAll(views, all);
    REQUIRE(expected.aggregates.size() > 10);
    std::mt19937_64 random(seed);
    for (int round = 0; round < 5; ++round) {
      std::shuffle(all.begin(), all.end(), random);
      const LearnerState state = FoldAll(views, all);
      REQUIRE(state.aggregates == expected.aggregates);
      for (const Feature& feature : views.views().front().features) {
        for (int day = 50; day < 100; day += 7) {
          const std::int64_t as_of = kT0 + day * kDayMs;
          REQUIRE(feature.Read({state, kCalibration, as_of}) ==
                  feature.Read({expected, kCalibration, as_of}));
        }
      }
    }
  }
}

TEST_CASE("an event later than 35 days changes lifetime values only") {
  const ViewSet views = Views();
  const auto fold = [&](std::int64_t late_ms) {
    return FoldAll(views, {MakeEvent(1, kT0, events::LevelReached{5}),
                           MakeEvent(2, kT0 - late_ms, events::LevelReached{3})});
  };
  const auto read = [&](const LearnerState& state, const char* name, std::int64_t as_of) {
    const auto refs = *views.Resolve({std::string("all:") + name});
    return refs.front().feature->Read({state, kCalibration, as_of});
  };
  const LearnerState in_time = fold(35 * kDayMs), too_late = fold(36 * kDayMs);
  CHECK(std::get<double>(read(in_time, "f", kT0 - 35 * kDayMs).value) == 3);
  CHECK_FALSE(read(too_late, "f", kT0 - 36 * kDayMs).known());
  CHECK(std::get<double>(read(too_late, "g", kT0).value) == 3);
}

TEST_CASE("a plan forgets what was taken from other events") {
  const ViewSet views = Views();
  const auto all = RandomEvents(2, 400, 60);
  LearnerState state = FoldAll(views, all);
  views.plan().KeepOnly({"level_reached", "device_reported"}, &state.aggregates);
  LearnerState expected;
  for (const auto& event : all) {
    const std::string name = events::PayloadName(event.payload);
    if (name == "level_reached" || name == "device_reported")
      Fold(expected, event, {kCalibration, views.plan()});
  }
  CHECK(state.aggregates == expected.aggregates);
  CHECK(state.aggregates.size() == 4);
}

TEST_CASE("a set stops growing at its largest size") {
  Aggregate ids = Ids{};
  for (std::int64_t i = 0; i < 5000; ++i) Add(ids, {i, {kT0, {}}, 100});
  CHECK(std::get<Ids>(ids).ids.size() == kMaxDistinct);
  Aggregate daily = DailyIds{};
  for (std::int64_t i = 0; i < 5000; ++i) Add(daily, {i, {kT0, {}}, 100});
  CHECK(std::get<DailyIds>(daily).days.buckets().front().value.size() == kMaxDistinctOfDay);
}

TEST_CASE("a sum stops at the largest number") {
  Aggregate totals = Totals{};
  for (int i = 0; i < 3; ++i) Add(totals, {std::int64_t{INT64_MAX / 2}, {kT0, {}}, 100});
  CHECK(std::get<Totals>(totals).tally.sum == INT64_MAX);
}

}  // namespace yachay::features

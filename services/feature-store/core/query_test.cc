#include "core/query.h"

#include <cmath>

#include "core/default_views.h"
#include "core/definitions.h"
#include "features/engagement.h"
#include "features/fold.h"
#include "features/test_events.h"
#include "testing/catch.h"

namespace yachay::feature_store {
namespace {

const learning::Calibration kCalibration;
const features::FoldRules kRules{kCalibration, features::EngagementViews().plan()};

features::LearnerState Known() {
  features::LearnerState state;
  using events::ConnectionMeasured;
  features::Fold(state,
                 features::MakeEvent(1, features::kT0,
                                     ConnectionMeasured{300, 64, true, ConnectionMeasured::Type::kCellular}),
                 kRules);
  features::Fold(state,
                 features::MakeEvent(2, features::kT0, events::ItemAttempted{"i", {"add"}, true, {}, 0, 0}),
                 kRules);
  return state;
}

}  // namespace

TEST_CASE("the views compiled in serve every feature that is folded") {
  const auto definitions = LoadDefinitions("", "");
  INFO(definitions.status().message());
  REQUIRE(definitions.ok());
  for (const auto& builtin : features::Builtins()) {
    INFO(builtin.view << ":" << builtin.name);
    const std::string name = std::string(builtin.view).append(":").append(builtin.name);
    CHECK(definitions->views.Resolve({name}).ok());
  }
}

TEST_CASE("columns are as long as the learners asked, each value with its status and age") {
  const auto definitions = LoadDefinitions("", "");
  REQUIRE(definitions.ok());
  const auto refs = definitions->views.Resolve(
      {"connection:rtt_ms", "connection:type", "tracer:mastery", "engagement:Age"});
  REQUIRE(refs.ok());
  const std::vector<std::optional<features::LearnerState>> states = {std::nullopt, Known()};
  const auto columns = ReadColumns(*refs, states, kCalibration, features::kT0 + features::kDayMs);
  REQUIRE(columns.size() == 4);

  CHECK(std::isnan(columns[0].numbers[0]));
  CHECK(columns[0].numbers[1] == 300);
  CHECK(columns[0].statuses == std::vector{ValueStatus::kNotFound, ValueStatus::kPresent});
  CHECK(columns[0].value_times_ms == std::vector<std::int64_t>{0, features::kT0});
  CHECK(columns[1].texts == std::vector<std::string>{"", "cellular"});
  CHECK(columns[2].maps[0].empty());
  CHECK(columns[2].maps[1].begin()->first == "add");
  CHECK(columns[3].statuses[1] == ValueStatus::kNull);
  CHECK(std::isnan(columns[3].numbers[1]));
}

TEST_CASE("a value older than its view's max age is told as such, and not given") {
  const auto definitions = LoadDefinitions("", "");
  REQUIRE(definitions.ok());
  const auto refs = definitions->views.Resolve({"connection:type"});
  REQUIRE(refs.ok());
  const std::vector<std::optional<features::LearnerState>> states = {Known()};
  const std::int64_t edge = features::kT0 + 30 * features::kDayMs;
  CHECK(ReadColumns(*refs, states, kCalibration, edge)[0].statuses[0] == ValueStatus::kPresent);
  const auto aged = ReadColumns(*refs, states, kCalibration, edge + 1);
  CHECK(aged[0].statuses[0] == ValueStatus::kOutsideMaxAge);
  CHECK(aged[0].texts[0].empty());
  CHECK(aged[0].value_times_ms[0] == features::kT0);
}

TEST_CASE("definitions that cannot be read are refused") {
  CHECK_FALSE(LoadDefinitions("no-such-folder", "").ok());
  CHECK_FALSE(LoadDefinitions("", "no-such-file.json").ok());
}

}  // namespace yachay::feature_store

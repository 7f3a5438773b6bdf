// --false-alarm-days: what it makes of the alarm rate, what that means over a year, and what it refuses.
#include "config.h"

#include <cmath>
#include <iostream>
#include <random>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "testing/catch.h"

namespace yachay::drift_monitor {
namespace {

using Arguments = std::vector<std::string>;

constexpr int kDays = 400;
constexpr int kRowsADay = 120;

// What --false-alarm-days says on stderr when it is given so; empty when it is taken.
std::string Parse(const Arguments& given, Config& config) {
  Arguments arguments = {"yachay-drift-monitor", "--registry=models", "--state-dir=state"};
  arguments.insert(arguments.end(), given.begin(), given.end());
  std::vector<const char*> argv;
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  std::ostringstream said;
  std::streambuf* const before = std::cerr.rdbuf(said.rdbuf());
  const std::optional<int> code = ParseConfig(static_cast<int>(argv.size()), argv.data(), &config);
  std::cerr.rdbuf(before);
  CHECK(code.value_or(2) == 2);
  CHECK(code.has_value() == !said.str().empty());
  return said.str();
}

Config Parsed(const Arguments& given) {
  Config config;
  const std::string said = Parse(given, config);
  INFO(said);
  REQUIRE(said.empty());
  return config;
}

// Rows of one population, for reference and windows alike: four numbers and two categories.
class Population {
 public:
  std::vector<std::pair<std::string, drift::Value>> Row() {
    return {{"Age", Number(60)},
            {"Hours", Number(240)},
            {"Sessions", Number(20)},
            {"Minutes", Number(300)},
            {"Gender", Category({"f", "m", "x"})},
            {"prediction", Category({"High", "Low", "Low", "Medium"})}};
  }

 private:
  double Number(uint32_t most) { return std::floor((Uniform(most) + Uniform(most)) / 2.0); }
  std::string Category(const std::vector<std::string>& of) {
    return of[Uniform(static_cast<uint32_t>(of.size()))];
  }
  uint32_t Uniform(uint32_t below) {
    return static_cast<uint32_t>(random_() % below);
  }  // as on every machine

  std::mt19937_64 random_{7};
};

std::shared_ptr<const drift::Reference> ReferenceOf(Population& population) {
  std::vector<drift::Column> columns;
  for (int i = 0; i < 3000; ++i) {
    const auto row = population.Row();
    if (i == 0) {
      for (const auto& [name, value] : row) {
        const bool number = std::holds_alternative<double>(value);
        columns.push_back({name, number ? drift::ColumnKind::kNumber : drift::ColumnKind::kCategory, {}, {}});
      }
    }
    for (size_t c = 0; c < row.size(); ++c) {
      if (const auto* number = std::get_if<double>(&row[c].second)) columns[c].numbers.push_back(*number);
      if (const auto* text = std::get_if<std::string>(&row[c].second)) columns[c].categories.push_back(*text);
    }
  }
  return std::make_shared<const drift::Reference>(*drift::Reference::FromColumns(columns));
}

// Windows that had a drifted column, in kDays without drift.
int FalseAlarms(const Arguments& given) {
  Population population;
  const auto reference = ReferenceOf(population);
  const absl::Time begin = absl::FromUnixSeconds(1'780'272'000);
  Monitor monitor(
      Parsed(given).monitor, [&](const std::string&, uint64_t) { return reference; },
      [&] { return begin + absl::Hours(24 * (kDays + 1)); });
  int alarms = 0;
  for (int i = 0; i < kDays * kRowsADay; ++i) {
    REQUIRE(monitor
                .Take({.prediction_id = absl::StrCat(i),
                       .model = "engagement",
                       .version = 1,
                       .served_at = begin + absl::Hours(24) * i / kRowsADay,
                       .values = population.Row()})
                .ok());
    while (const auto report = monitor.Closing()) {
      alarms += report->verdict.drifted_columns > 0 ? 1 : 0;
      monitor.Close();
      REQUIRE(monitor.Advance().ok());
    }
  }
  return alarms;
}

TEST_CASE("--false-alarm-days sets the alarm rate by the windows of a day") {
  const auto rate = [](const Arguments& more) {
    Arguments arguments = {"--profile=yachay", "--window-span=24h"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Parsed(arguments).monitor.compare.alarm_rate;
  };
  CHECK(rate({}) == 0.01);
  CHECK(rate({"--false-alarm-days=30"}) == Approx(1.0 / 30));
  CHECK(rate({"--false-alarm-days=30", "--window-slide=6h"}) == Approx(1.0 / 120));
  CHECK(rate({"--false-alarm-days=30", "--alarm-rate=0.2"}) == Approx(1.0 / 30));
  CHECK(rate({"--false-alarm-days=0.1"}) == 0.5);
  CHECK(rate({"--false-alarm-days=0", "--alarm-rate=0.2"}) == 0.2);
}

TEST_CASE("days without drift alarm as often as the budget says, and no more") {
  struct {
    int days;
    std::string slide;
  } const budgets[] = {{4, "24h"}, {20, "24h"}, {20, "6h"}};
  for (const auto& [days, slide] : budgets) {
    const double budget = double{kDays} / days;
    const int alarms = FalseAlarms({"--profile=yachay", "--window-span=24h", "--window-slide=" + slide,
                                    absl::StrCat("--false-alarm-days=", days)});
    INFO("one in " << days << " days, a window each " << slide << ": " << alarms << ", budget " << budget);
    CHECK(alarms <= budget + 2 * std::sqrt(budget));
    CHECK(alarms >= budget - 3 * std::sqrt(budget));
  }
}

TEST_CASE("what --false-alarm-days cannot mean is refused by its name") {
  const Arguments by_day = {"--profile=yachay", "--window-span=24h"};
  for (const char* days : {"-1", "1000001", "soon", "nan", "inf", ""}) {
    Config config;
    Arguments arguments = by_day;
    arguments.push_back(absl::StrCat("--false-alarm-days=", days));
    INFO(arguments.back());
    CHECK(absl::StartsWith(Parse(arguments, config), "--false-alarm-days: "));
  }
  for (const Arguments& lacking : {Arguments{"--profile=yachay"}, {"--window-span=24h"}, {}}) {
    Config config;
    Arguments arguments = lacking;
    arguments.push_back("--false-alarm-days=30");
    CHECK(absl::StrContains(Parse(arguments, config),
                            "--false-alarm-days: give --window-span, and --profile yachay"));
  }
}

}  // namespace
}  // namespace yachay::drift_monitor

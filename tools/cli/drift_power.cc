#include "cli/drift_power.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/command.h"
#include "cli/drift_columns.h"
#include "drift/tests.h"
#include "drift/verdict.h"
#include "training/evaluation.h"
#include "training/random.h"

namespace yachay::cli {
namespace {

using Json = nlohmann::ordered_json;
using Columns = std::vector<drift::Column>;

constexpr std::array<double, 3> kDeviations = {0.1, 0.25, 0.5};
constexpr std::array<double, 3> kShares = {0.05, 0.1, 0.2};

Columns Take(const Columns& columns, const std::vector<size_t>& rows, size_t first, size_t count) {
  Columns taken;
  for (const drift::Column& column : columns) {
    drift::Column part{.name = column.name, .kind = column.kind, .numbers = {}, .categories = {}};
    for (size_t i = first; i < first + count; ++i) {
      if (column.kind == drift::ColumnKind::kNumber) {
        part.numbers.push_back(column.numbers[rows[i]]);
      } else {
        part.categories.push_back(column.categories[rows[i]]);
      }
    }
    taken.push_back(std::move(part));
  }
  return taken;
}

std::string Rarest(const drift::ColumnCounts& counts) {
  const auto categories = counts.Categories();
  const auto fewer = [](const auto& a, const auto& b) { return a.second < b.second; };
  return categories.empty() ? "" : std::min_element(categories.begin(), categories.end(), fewer)->first;
}

// Whole numbers stay whole: they move by a rounded amount, by chance up or down, as far on average.
void Shift(const drift::ColumnCounts& reference, size_t size, training::Random& random,
           drift::Column& column) {
  if (column.kind == drift::ColumnKind::kCategory) {
    const std::string to = Rarest(reference);
    for (std::string& value : column.categories) value = random.Uniform() < kShares[size] ? to : value;
    return;
  }
  const bool whole = std::all_of(column.numbers.begin(), column.numbers.end(), [](double value) {
    return !std::isfinite(value) || value == std::trunc(value);
  });
  const double by = kDeviations[size] * drift::StandardDeviation(reference.Numbers());
  for (double& value : column.numbers) value += whole ? std::floor(by + random.Uniform()) : by;
}

struct Tally {
  size_t windows = 0;                                        // without shift, and with a drifted column
  size_t columns = 0;                                        // without shift, and drifted: over all columns
  std::map<std::pair<std::string, size_t>, size_t> noticed;  // column and size
};

absl::Status Try(const Columns& all, const DriftPowerOptions& options, const drift::CompareOptions& compare,
                 bool shift, training::Random& random, std::vector<size_t>& order, Tally& tally) {
  random.Shuffle(order);
  const auto reference = drift::Reference::FromColumns(Take(all, order, 0, options.reference_rows));
  if (!reference.ok()) return reference.status();
  const Columns window = Take(all, order, options.reference_rows, options.window_rows);
  const auto none = drift::Compare(*reference, *drift::Window::FromColumns(window), compare);
  if (!none.ok()) return none.status();
  tally.windows += none->drifted_columns > 0 ? 1 : 0;
  tally.columns += static_cast<size_t>(none->drifted_columns);
  for (size_t c = 0; shift && c < all.size(); ++c) {
    for (size_t size = 0; size < kDeviations.size(); ++size) {
      Columns shifted = window;
      Shift(reference->columns()[c], size, random, shifted[c]);
      const auto verdict = drift::Compare(*reference, *drift::Window::FromColumns(shifted), compare);
      if (!verdict.ok()) return verdict.status();
      tally.noticed[{all[c].name, size}] += verdict->Find(all[c].name)->drifted ? 1 : 0;
    }
  }
  return absl::OkStatus();
}

std::string SizeName(const drift::Column& column, size_t size) {
  return column.kind == drift::ColumnKind::kNumber ? absl::StrFormat("%.2f sd", kDeviations[size])
                                                   : absl::StrFormat("%.0f %% of rows", kShares[size] * 100);
}

double AlarmRateOf(const DriftPowerOptions& options) {
  return options.false_alarm_days > 0 ? drift::AlarmRate(options.false_alarm_days, options.windows_per_day)
                                      : options.alarm_rate;
}

// From one false alarm to the next; null: none was seen.
Json Days(double alarms_per_window, const DriftPowerOptions& options) {
  constexpr double kNone = 1e-12;  // the least end of an interval may be rounded
  return alarms_per_window > kNone ? Json(1 / (alarms_per_window * options.windows_per_day)) : Json();
}

std::string Text(const Json& days) {
  return days.is_null() ? "∞" : absl::StrFormat("%.3g", days.get<double>());
}

Json ToJson(const Columns& all, const DriftPowerOptions& options, const Tally& tally) {
  const auto rate = [&](size_t hits) {
    return static_cast<double>(hits) / static_cast<double>(options.trials);
  };
  const size_t windows = std::max(options.trials, options.unshifted);
  const models::Metric alarms = training::Wilson(tally.windows, windows);
  Json shifts = Json::array();
  for (const drift::Column& column : all) {
    for (size_t size = 0; size < kDeviations.size(); ++size) {
      const size_t hits = tally.noticed.at({column.name, size});
      const auto rows = static_cast<double>(options.window_rows);
      shifts.push_back({{"column", column.name},
                        {"shift", SizeName(column, size)},
                        {"power", rate(hits)},
                        {"delay_rows", hits > 0 ? Json(rows / rate(hits)) : Json()}});
    }
  }
  Json measured = {
      {"data", options.data},
      {"profile", options.profile},
      {"window_rows", options.window_rows},
      {"reference_rows", options.reference_rows},
      {"trials", options.trials},
      {"unshifted", windows},
      {"alarm_rate", AlarmRateOf(options)},
      {"windows_per_day", options.windows_per_day},
      {"false_alarms",
       {{"windows", {{"value", alarms.value}, {"low", alarms.low}, {"high", alarms.high}}},
        {"columns", static_cast<double>(tally.columns) / static_cast<double>(windows * all.size())},
        {"days_between",
         {{"value", Days(alarms.value, options)},
          {"low", Days(alarms.high, options)},
          {"high", Days(alarms.low, options)}}}}},
      {"shifts", shifts}};
  if (options.profile == drift::Name(drift::Profile::kYachay)) {  // Evidently's tests know no rate
    measured["false_alarms"]["days_between"]["budget"] = 1 / (AlarmRateOf(options) * options.windows_per_day);
  }
  return measured;
}

void Print(const Json& measured, std::ostream& out) {
  out << absl::StrFormat("%-28s %-14s %7s %12s\n", "column", "shift", "power", "delay, rows");
  for (const Json& shift : measured["shifts"]) {
    out << absl::StrFormat(
        "%-28s %-14s %7.2f %12s\n", shift["column"].get<std::string>(), shift["shift"].get<std::string>(),
        shift["power"].get<double>(),
        shift["delay_rows"].is_null() ? "–" : absl::StrFormat("%.0f", shift["delay_rows"].get<double>()));
  }
  const Json& alarms = measured["false_alarms"]["windows"];
  out << absl::StrFormat(
      "\nWithout shift %.3f of the windows had a drifted column (95 %%: %.3f … %.3f), %d of them.\n",
      alarms["value"].get<double>(), alarms["low"].get<double>(), alarms["high"].get<double>(),
      measured["unshifted"].get<size_t>());
  const Json& days = measured["false_alarms"]["days_between"];
  out << absl::StrFormat("At %g windows a day: one false alarm in %s days (95 %%: %s … %s)",
                         measured["windows_per_day"].get<double>(), Text(days["value"]), Text(days["low"]),
                         Text(days["high"]));
  out << (days.contains("budget") ? "; the budget is one in " + Text(days["budget"]) + ".\n" : ".\n");
}

}  // namespace

absl::Status MeasurePower(const DriftPowerOptions& options, Cli& cli) {
  const auto table = training::CsvTable::Read(options.data, {.fingerprint = false});
  if (!table.ok()) return table.status();
  if (table->rows() < options.reference_rows + options.window_rows) {
    return absl::InvalidArgumentError(absl::StrCat(options.data, ": ", table->rows(), " rows; ",
                                                   options.reference_rows, " of reference and ",
                                                   options.window_rows, " of window are needed"));
  }
  std::set<std::string> left_out(options.ids.begin(), options.ids.end());
  left_out.insert(options.target);
  const Columns all = ReadDriftColumns(*table, left_out, {});
  if (all.empty())
    return absl::InvalidArgumentError(absl::StrCat(options.data, ":1: no column is left to compare"));
  drift::CompareOptions compare{.alarm_rate = AlarmRateOf(options), .tests = {}};
  if (options.profile == drift::Name(drift::Profile::kYachay)) compare.profile = drift::Profile::kYachay;
  training::Random random(options.seed);
  std::vector<size_t> order(table->rows());
  std::iota(order.begin(), order.end(), size_t{0});
  Tally tally;
  for (size_t trial = 0; trial < std::max(options.trials, options.unshifted); ++trial) {
    const bool shift = trial < options.trials;
    if (absl::Status s = Try(all, options, compare, shift, random, order, tally); !s.ok()) return s;
  }
  const Json measured = ToJson(all, options, tally);
  if (cli.json) {
    cli.out << measured.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
  } else {
    Print(measured, cli.out);
  }
  return absl::OkStatus();
}

}  // namespace yachay::cli

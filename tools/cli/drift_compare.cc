#include "cli/drift_compare.h"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "cli/command.h"
#include "cli/drift_columns.h"
#include "drift/html_report.h"
#include "drift/retrain.h"
#include "drift/verdict.h"

namespace yachay::cli {
namespace {

using Json = nlohmann::ordered_json;

Json ToJson(const drift::ColumnVerdict& column) {
  Json json = {{"column", column.name},
               {"kind", drift::Name(column.kind)},
               {"test", drift::Name(column.test)},
               {"score", column.test == drift::Test::kNone ? Json() : Json(column.score)},
               {"threshold", column.threshold},
               {"drifted", column.drifted},
               {"reference_missing", column.reference_missing},
               {"current_missing", column.current_missing}};
  if (!column.note.empty()) json["note"] = column.note;
  return json;
}

Json ToJson(const DriftCompareOptions& options, const drift::Verdict& verdict,
            const drift::RetrainDecision& decision) {
  Json columns = Json::array();
  for (const drift::ColumnVerdict& column : verdict.columns) columns.push_back(ToJson(column));
  return {{"reference", {{"file", options.reference}, {"rows", verdict.reference_rows}}},
          {"current", {{"file", options.current}, {"rows", verdict.current_rows}}},
          {"profile", options.profile},
          {"columns", columns},
          {"drifted_columns", verdict.drifted_columns},
          {"share", verdict.share},
          {"drifted", verdict.drifted},
          {"retrain", {{"needed", decision.retrain}, {"cause", decision.cause}, {"reason", decision.why}}}};
}

void Print(const drift::Verdict& verdict, const drift::RetrainDecision& decision, std::ostream& out) {
  size_t width = 6;
  for (const drift::ColumnVerdict& column : verdict.columns) width = std::max(width, column.name.size());
  out << absl::StrFormat("%-*s  %-18s %14s  %-10s %s\n", width, "column", "test", "score", "drifts at",
                         "drifted");
  for (const drift::ColumnVerdict& column : verdict.columns) {
    const std::string limit =
        absl::StrFormat("%s %.2f", drift::IsPValue(column.test) ? "p <" : ">=", column.threshold);
    out << absl::StrFormat("%-*s  %-18s %14.9g  %-10s %s%s\n", width, column.name, drift::Name(column.test),
                           column.score, limit, column.drifted ? "yes" : "no",
                           column.note.empty() ? "" : absl::StrCat("  (", column.note, ")"));
  }
  out << absl::StrFormat(
      "\n%d of %d columns drifted (share %.3f): the data set has %sdrifted. Rows: %d reference, %d "
      "current.\n",
      verdict.drifted_columns, verdict.columns.size(), verdict.share, verdict.drifted ? "" : "not ",
      verdict.reference_rows, verdict.current_rows);
  out << (decision.retrain ? absl::StrCat("Retrain: ", decision.why, ".\n") : "No retraining needed.\n");
}

absl::StatusOr<drift::CompareOptions> OptionsOf(const DriftCompareOptions& options) {
  drift::CompareOptions compare;
  for (const auto& [column, name] : options.tests) {
    const auto test = drift::TestNamed(name);
    if (!test.ok()) return test.status();
    compare.tests[column] = *test;
  }
  return compare;
}

// To a temporary file first, so that no half of a report is left behind.
absl::Status WriteReport(const std::string& path, const std::string& page) {
  const std::string temporary = path + ".tmp";
  std::ofstream file(temporary, std::ios::binary);
  file << page;
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(temporary, path, error);
  if (file && !error) return absl::OkStatus();
  std::filesystem::remove(temporary, error);
  return absl::UnavailableError(absl::StrCat("--report: cannot write ", path, "; does its folder exist?"));
}

absl::Status CheckColumnsChosen(const DriftCompareOptions& options, const drift::Reference& reference) {
  for (const auto& [column, test] : options.tests) {
    if (reference.Find(column) != nullptr) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("--test ", column, "=", test, ": no column ", column, " is compared"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CompareFiles(const DriftCompareOptions& options, Cli& cli) {
  const auto compare = OptionsOf(options);
  if (!compare.ok()) return compare.status();
  const auto reference_table = training::CsvTable::Read(options.reference);
  if (!reference_table.ok()) return reference_table.status();
  const auto current_table = training::CsvTable::Read(options.current);
  if (!current_table.ok()) return current_table.status();
  std::set<std::string> left_out(options.ids.begin(), options.ids.end());
  left_out.insert(options.target);
  const auto columns = ReadDriftColumns(*reference_table, *current_table, left_out);
  if (!columns.ok()) return columns.status();

  const auto reference = drift::Reference::FromColumns(columns->reference);
  if (!reference.ok())
    return absl::InvalidArgumentError(absl::StrCat(options.reference, ": ", reference.status().message()));
  const auto window = drift::Window::FromColumns(columns->current);
  if (!window.ok())
    return absl::InvalidArgumentError(absl::StrCat(options.current, ": ", window.status().message()));
  if (absl::Status s = CheckColumnsChosen(options, *reference); !s.ok()) return s;
  const auto verdict = drift::Compare(*reference, *window, *compare);
  if (!verdict.ok()) return verdict.status();

  drift::RetrainRule rule;
  rule.prediction_column = options.prediction;
  const drift::RetrainDecision decision = drift::Decide(*verdict, rule);
  if (!options.report.empty()) {
    const std::string page = drift::HtmlReport(
        *reference, *window, *verdict,
        {.title = "Drift", .reference_name = options.reference, .current_name = options.current});
    if (absl::Status s = WriteReport(options.report, page); !s.ok()) return s;
  }
  if (cli.json) {
    cli.out << ToJson(options, *verdict, decision).dump(2, ' ', false, Json::error_handler_t::replace)
            << "\n";
  } else {
    Print(*verdict, decision, cli.out);
  }
  if (options.fail_on_drift && (verdict->drifted || decision.retrain)) {
    return absl::FailedPreconditionError(
        absl::StrCat(options.current, " has drifted from ", options.reference, " (--fail-on-drift)"));
  }
  return absl::OkStatus();
}

}  // namespace yachay::cli

#include "cli/drift_compare.h"

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "cli/command.h"
#include "cli/drift_performance.h"
#include "cli/drift_sides.h"
#include "cli/drift_text.h"

namespace yachay::cli {
namespace {

absl::StatusOr<drift::CompareOptions> OptionsOf(const DriftCompareOptions& options) {
  drift::CompareOptions compare{.alarm_rate = options.alarm_rate, .tests = {}};
  if (options.false_alarm_days > 0)
    compare.alarm_rate = drift::AlarmRate(options.false_alarm_days, options.windows_per_day);
  if (options.profile == drift::Name(drift::Profile::kYachay)) compare.profile = drift::Profile::kYachay;
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

absl::Status AddPerformance(const DriftCompareOptions& options, const DriftSides& sides,
                            drift::ReportPage& page) {
  const auto predictions = training::CsvTable::Read(options.predictions);
  if (!predictions.ok()) return predictions.status();
  auto measured =
      MeasurePredictions(sides.current, *predictions, options.target, options.ids, options.groups);
  if (!measured.ok()) return measured.status();
  page.estimated = measured->all.Estimated();
  page.real = measured->all.Real();
  page.estimate_error = measured->all.EstimateError();
  page.unknown_labels = measured->unknown_labels;
  page.groups = std::move(measured->groups);
  return absl::OkStatus();
}

absl::StatusOr<drift::ReportPage> MakePage(const DriftCompareOptions& options, const DriftSides& sides) {
  const auto compare = OptionsOf(options);
  if (!compare.ok()) return compare.status();
  auto rule = drift::RetrainRuleNamed(options.rule);
  if (!rule.ok()) return rule.status();
  rule->prediction_column = options.prediction;
  if (absl::Status s = CheckColumnsChosen(options, sides.reference); !s.ok()) return s;
  auto verdict = drift::Compare(sides.reference, sides.window, *compare);
  if (!verdict.ok()) return verdict.status();
  drift::ReportPage page{
      .title = "Drift", .reference_name = options.reference, .current_name = options.current};
  page.verdict = *std::move(verdict);
  page.decision = drift::Decide(page.verdict, *rule);
  page.histograms = drift::MakeHistograms(sides.reference, sides.window);
  if (sides.window.rows() > 0) page.quality = drift::ColumnQualities(sides.reference, sides.window);
  page.duplicate_rows = drift::DuplicateRows(sides.current_columns);
  page.correlations = drift::CorrelationChanges(sides.reference_columns, sides.current_columns);
  if (!options.predictions.empty()) {
    if (absl::Status s = AddPerformance(options, sides, page); !s.ok()) return s;
  }
  return page;
}

absl::Status FailOnDrift(const DriftCompareOptions& options, const drift::ReportPage& page) {
  if (page.verdict.state == drift::VerdictState::kEmptyWindow) {
    return absl::FailedPreconditionError(
        absl::StrCat(options.current, " has no rows: nothing is known (--fail-on-drift)"));
  }
  if (!page.verdict.drifted && !page.decision.retrain) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(options.current, " has drifted from ", options.reference, " (--fail-on-drift)"));
}

}  // namespace

absl::Status CompareFiles(const DriftCompareOptions& options, Cli& cli) {
  const auto sides = ReadDriftSides(options);
  if (!sides.ok()) return sides.status();
  const auto page = MakePage(options, *sides);
  if (!page.ok()) return page.status();
  if (!options.report.empty()) {
    if (absl::Status s = WriteReport(options.report, drift::HtmlReport(*page)); !s.ok()) return s;
  }
  if (cli.json) {
    const auto json = DriftToJson(options, *page);
    cli.out << json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
  } else {
    PrintDrift(*page, cli.out);
  }
  return options.fail_on_drift ? FailOnDrift(options, *page) : absl::OkStatus();
}

}  // namespace yachay::cli

// What is known of a window as one HTML page that needs nothing else, light and dark.
#ifndef DRIFT_HTML_REPORT_H_
#define DRIFT_HTML_REPORT_H_

#include <optional>
#include <string>
#include <vector>

#include "drift/data_quality.h"
#include "drift/groups.h"
#include "drift/histogram.h"
#include "drift/performance.h"
#include "drift/retrain.h"
#include "drift/verdict.h"

namespace yachay::drift {

// One earlier window, for the line over time.
struct PastWindow {
  std::string label;
  double share = 0;  // of drifted columns
  std::optional<Figure> accuracy;
};

// What a page shows; what is empty or absent has no section.
struct ReportPage {
  std::string title = "Drift";
  std::string reference_name = "reference";
  std::string current_name = "current";
  Verdict verdict;
  RetrainDecision decision;
  std::vector<Histogram> histograms;  // one per column of the verdict; empty: none is drawn
  std::vector<ColumnQuality> quality;
  std::optional<int64_t> duplicate_rows;  // of the current data; absent: they were not counted
  std::vector<CorrelationChange> correlations;
  std::optional<Quality> estimated;
  std::optional<Quality> real;
  std::optional<Performance::Error> estimate_error;
  int64_t unknown_labels = 0;  // rows whose label is no class of the model: they count as unlabelled
  std::vector<GroupQuality> groups;
  std::vector<PastWindow> history;  // oldest first
};

inline constexpr size_t kReportBars = 30;  // of a histogram on a page

// The histograms of a verdict's columns, for a page. A column that the window lacks shows the reference
// alone.
std::vector<Histogram> MakeHistograms(const Reference& reference, const Window& window,
                                      size_t max_bars = kReportBars);

// All text is escaped. 12 columns take some 40 kB, whatever the rows.
std::string HtmlReport(const ReportPage& page);

}  // namespace yachay::drift

#endif  // DRIFT_HTML_REPORT_H_

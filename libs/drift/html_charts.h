// The report's drawings, as inline SVG. Internal to the library.
#ifndef DRIFT_HTML_CHARTS_H_
#define DRIFT_HTML_CHARTS_H_

#include <string>
#include <vector>

#include "drift/histogram.h"
#include "drift/html_report.h"

namespace yachay::drift {

// & < > " as entities.
std::string Escape(const std::string& text);

// Both sides over each other: areas for numbers, pairs of horizontal bars for up to 8 labels of a category.
std::string DistributionChart(const Histogram& histogram, bool numbers);

// The score against its threshold; a p-value on a logarithmic scale, so that longer is always further off.
std::string ScoreBar(const ColumnVerdict& column);

// Share of drifted columns, and accuracy with its interval where it is known, window after window.
std::string HistoryChart(const std::vector<PastWindow>& history);

}  // namespace yachay::drift

#endif  // DRIFT_HTML_CHARTS_H_

// Small charts as inline SVG. Colours are CSS classes (c0 … c5 for series), so that a page's theme decides.
#ifndef CLI_SVG_H_
#define CLI_SVG_H_

#include <string>
#include <utility>
#include <vector>

#include "models/manifest.h"

namespace yachay::cli {

// & < > " as entities.
std::string Escape(const std::string& text);

struct Series {
  std::string name;
  std::vector<std::pair<double, double>> points;  // both in [0, 1]
  bool dots = false;                              // marks every point
};

// Lines in the unit square with a diagonal, axes from 0 to 1 and a legend below.
std::string UnitChart(const std::string& x_name, const std::string& y_name,
                      const std::vector<Series>& series);

struct Bar {
  std::string name;
  double value = 0;
  std::string text;  // beside the bar
};

// Horizontal bars as long as their share of the largest; values below 0 have no bar.
std::string BarChart(const std::vector<Bar>& bars, int series = 0);

struct Interval {
  std::string name;
  models::Metric metric;
  std::string text;
};

// A dot with its interval per line, all on one axis that begins at 0; `reference` is a dashed line.
std::string IntervalChart(const std::vector<Interval>& intervals, double reference);

// Columns without an axis, for a table's cell.
std::string Sparkline(const std::vector<size_t>& counts);

}  // namespace yachay::cli

#endif  // CLI_SVG_H_

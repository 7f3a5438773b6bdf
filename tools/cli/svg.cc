#include "cli/svg.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"

namespace yachay::cli {
namespace {

constexpr double kSide = 280;  // of the unit square
constexpr double kLeft = 46;
constexpr double kTop = 10;
constexpr int kRowHeight = 24;
constexpr double kNameWidth = 190;
constexpr double kBarWidth = 240;

double X(double x) { return kLeft + std::clamp(x, 0.0, 1.0) * kSide; }
double Y(double y) { return kTop + (1 - std::clamp(y, 0.0, 1.0)) * kSide; }

void AppendAxes(const std::string& x_name, const std::string& y_name, std::string& svg) {
  for (const double at : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    absl::StrAppendFormat(&svg,
                          "<path class='grid' d='M%.1f %.1fV%.1fM%.1f %.1fH%.1f'/>"
                          "<text x='%.1f' y='%.1f' text-anchor='middle'>%g</text>"
                          "<text x='%.1f' y='%.1f' text-anchor='end'>%g</text>",
                          X(at), Y(0), Y(1), X(0), Y(at), X(1), X(at), Y(0) + 16, at, X(0) - 6, Y(at) + 4,
                          at);
  }
  absl::StrAppendFormat(&svg,
                        "<path class='diagonal' d='M%.1f %.1fL%.1f %.1f'/>"
                        "<text x='%.1f' y='%.1f' text-anchor='middle'>%s</text>"
                        "<text transform='translate(11 %.1f) rotate(-90)' text-anchor='middle'>%s</text>",
                        X(0), Y(0), X(1), Y(1), X(0.5), Y(0) + 34, Escape(x_name), Y(0.5), Escape(y_name));
}

void AppendSeries(const Series& series, size_t color, std::string& svg) {
  std::string path;
  for (const auto& [x, y] : series.points)
    absl::StrAppendFormat(&path, "%s%.1f %.1f", path.empty() ? "M" : "L", X(x), Y(y));
  absl::StrAppend(&svg, "<path class='line c", color % 6, "' d='", path, "'/>");
  if (!series.dots) return;
  for (const auto& [x, y] : series.points)
    absl::StrAppendFormat(&svg, "<circle class='dot c%d' cx='%.1f' cy='%.1f' r='3.5'/>", color % 6, X(x),
                          Y(y));
}

std::string Open(double width, double height, const char* label) {
  return absl::StrFormat("<svg role='img' aria-label='%s' viewBox='0 0 %.0f %.0f' style='max-width:%.0fpx'>",
                         label, width, height, width);
}

}  // namespace

std::string Escape(const std::string& text) {
  return absl::StrReplaceAll(
      text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}});
}

std::string UnitChart(const std::string& x_name, const std::string& y_name,
                      const std::vector<Series>& series) {
  const double legend = kTop + kSide + 58;
  const double height = legend + 20.0 * static_cast<double>(series.size()) - 8;
  std::string svg = Open(kLeft + kSide + 14, height, "chart");
  AppendAxes(x_name, y_name, svg);
  for (size_t i = 0; i < series.size(); ++i) {
    AppendSeries(series[i], i, svg);
    const double y = legend + 20.0 * static_cast<double>(i);
    absl::StrAppendFormat(&svg, "<path class='line c%d' d='M%.1f %.1fh20'/><text x='%.1f' y='%.1f'>%s</text>",
                          i % 6, kLeft, y - 4, kLeft + 28, y, Escape(series[i].name));
  }
  return svg + "</svg>";
}

std::string BarChart(const std::vector<Bar>& bars, int series) {
  double most = 0;
  for (const Bar& bar : bars) most = std::max(most, bar.value);
  std::string svg = Open(kNameWidth + kBarWidth + 110, static_cast<double>(bars.size()) * kRowHeight, "bars");
  int y = 0;
  for (const Bar& bar : bars) {
    const double width = most > 0 ? std::max(0.0, bar.value / most) * kBarWidth : 0;
    absl::StrAppendFormat(&svg,
                          "<text x='%.0f' y='%d' text-anchor='end'>%s</text>"
                          "<rect class='bar c%d' x='%.0f' y='%d' width='%.1f' height='14' rx='2'/>"
                          "<text x='%.1f' y='%d'>%s</text>",
                          kNameWidth - 8, y + 16, Escape(bar.name), series, kNameWidth, y + 5, width,
                          kNameWidth + width + 6, y + 16, Escape(bar.text));
    y += kRowHeight;
  }
  return svg + "</svg>";
}

std::string IntervalChart(const std::vector<Interval>& intervals, double reference) {
  double most = reference;
  for (const Interval& one : intervals) most = std::max(most, one.metric.high);
  const auto x = [&](double value) { return kNameWidth + (most > 0 ? value / most : 0) * kBarWidth; };
  const double height = static_cast<double>(intervals.size()) * kRowHeight;
  std::string svg = Open(kNameWidth + kBarWidth + 170, height, "intervals");
  absl::StrAppendFormat(&svg, "<path class='diagonal' d='M%.1f 0V%.0f'/>", x(reference), height);
  int y = 0;
  for (const Interval& one : intervals) {
    absl::StrAppendFormat(
        &svg,
        "<text x='%.0f' y='%d' text-anchor='end'>%s</text>"
        "<path class='line c0' d='M%.1f %dH%.1f'/><circle class='dot c0' cx='%.1f' cy='%d' r='4'/>"
        "<text x='%.0f' y='%d'>%s</text>",
        kNameWidth - 8, y + 16, Escape(one.name), x(one.metric.low), y + 12, x(one.metric.high),
        x(one.metric.value), y + 12, kNameWidth + kBarWidth + 10, y + 16, Escape(one.text));
    y += kRowHeight;
  }
  return svg + "</svg>";
}

std::string Sparkline(const std::vector<size_t>& counts) {
  if (counts.empty()) return "";
  const auto most = static_cast<double>(std::max<size_t>(*std::max_element(counts.begin(), counts.end()), 1));
  const double width = 120.0 / static_cast<double>(counts.size());
  std::string svg = "<svg class='spark' aria-hidden='true' viewBox='0 0 120 26' width='120' height='26'>";
  for (size_t i = 0; i < counts.size(); ++i) {
    const double height = 24 * static_cast<double>(counts[i]) / most;
    absl::StrAppendFormat(&svg, "<rect class='bar c0' x='%.1f' y='%.1f' width='%.1f' height='%.1f'/>",
                          static_cast<double>(i) * width, 26 - height, std::max(width - 1, 0.5), height);
  }
  return svg + "</svg>";
}

}  // namespace yachay::cli

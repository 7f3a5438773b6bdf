#include "drift/html_charts.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"

namespace yachay::drift {
namespace {

constexpr double kWidth = 360;
constexpr double kHeight = 96;
constexpr double kLeastP = 1e-6;  // where the scale of p-values ends

double Highest(const Histogram& histogram) {
  double highest = 1e-12;
  for (const HistogramBar& bar : histogram) highest = std::max({highest, bar.reference, bar.current});
  return highest;
}

// A staircase over all bars, closed at the ground.
std::string Area(const Histogram& histogram, double highest, const char* style, double HistogramBar::*side) {
  const double slot = kWidth / static_cast<double>(histogram.size());
  std::string path = absl::StrFormat("M0 %.1f", kHeight);
  for (size_t i = 0; i < histogram.size(); ++i) {
    const double y = kHeight * (1 - histogram[i].*side / highest);
    absl::StrAppendFormat(&path, "V%.1fH%.1f", y, slot * static_cast<double>(i + 1));
  }
  return absl::StrFormat("<path class=%s d=\"%sV%.1fZ\"/>", style, path, kHeight);
}

std::string Areas(const Histogram& histogram) {
  const double highest = Highest(histogram) * 1.04;
  std::string svg = absl::StrFormat("<svg viewBox=\"0 0 %.0f %.0f\" role=img>", kWidth, kHeight + 16);
  svg += Area(histogram, highest, "r0", &HistogramBar::reference);
  svg += Area(histogram, highest, "c0", &HistogramBar::current);
  const double slot = kWidth / static_cast<double>(histogram.size());
  for (size_t i = 0; i < histogram.size(); ++i) {
    const HistogramBar& bar = histogram[i];
    absl::StrAppendFormat(
        &svg, "<rect x=%.1f width=%.1f height=%.0f opacity=0><title>%s: %.2f %% and %.2f %%</title></rect>",
        slot * static_cast<double>(i), slot, kHeight, Escape(bar.label), bar.reference * 100,
        bar.current * 100);
  }
  absl::StrAppendFormat(&svg, "<text y=%.0f>%s</text><text x=%.0f y=%.0f text-anchor=end>%s</text></svg>\n",
                        kHeight + 13, Escape(histogram.front().label), kWidth, kHeight + 13,
                        Escape(histogram.back().label));
  return svg;
}

std::string Shortened(const std::string& label) {
  constexpr size_t kLongest = 15;
  if (label.size() <= kLongest) return label;
  size_t end = kLongest - 1;
  while (end > 0 && (static_cast<unsigned char>(label[end]) & 0xC0) == 0x80) --end;  // not within a letter
  return label.substr(0, end) + "…";
}

Histogram Joined(Histogram histogram, size_t most) {
  if (histogram.size() <= most) return histogram;
  std::stable_sort(histogram.begin(), histogram.end(), [](const auto& a, const auto& b) {
    return a.reference + a.current > b.reference + b.current;
  });
  HistogramBar rest{absl::StrCat(histogram.size() - most + 1, " others"), 0, 0};
  for (size_t i = most - 1; i < histogram.size(); ++i) {
    rest.reference += histogram[i].reference;
    rest.current += histogram[i].current;
  }
  histogram.resize(most - 1);
  histogram.push_back(rest);
  return histogram;
}

std::string Bars(const Histogram& all) {
  constexpr double kLeft = 100;
  constexpr double kLine = 22;
  const Histogram histogram = Joined(all, 8);
  const double scale = (kWidth - kLeft - 96) / Highest(histogram);
  std::string svg = absl::StrFormat("<svg viewBox=\"0 0 %.0f %.0f\" role=img>", kWidth,
                                    std::max(kHeight, kLine * static_cast<double>(histogram.size())) + 16);
  double y = 0;
  for (const HistogramBar& bar : histogram) {
    absl::StrAppendFormat(&svg, "<text x=%.0f y=%.0f text-anchor=end>%s</text>", kLeft - 8, y + 13,
                          Escape(Shortened(bar.label)));
    absl::StrAppendFormat(&svg, "<rect class=rb x=%.0f y=%.0f width=%.1f height=8 />", kLeft, y + 1,
                          bar.reference * scale);
    absl::StrAppendFormat(&svg, "<rect class=cb x=%.0f y=%.0f width=%.1f height=8 />", kLeft, y + 10,
                          bar.current * scale);
    absl::StrAppendFormat(&svg, "<text x=%.0f y=%.0f text-anchor=end>%.1f → %.1f %%</text>", kWidth, y + 13,
                          bar.reference * 100, bar.current * 100);
    y += kLine;
  }
  return svg + "</svg>\n";
}

// 0 to 1: how far off, and where the threshold stands.
struct Distance {
  double score = 0;
  double limit = 0;
};

Distance DistanceOf(const ColumnVerdict& column) {
  if (IsPValue(column.test)) {
    const double p = column.effect > 0 || column.adjusted_p < 1 ? column.adjusted_p : column.score;
    const auto place = [](double value) {
      return std::log(std::clamp(value, kLeastP, 1.0)) / std::log(kLeastP);
    };
    return {place(p), place(column.threshold)};
  }
  const double most = std::max(4 * column.threshold, column.score);
  return {most > 0 ? column.score / most : 0, most > 0 ? column.threshold / most : 0};
}

std::string Polyline(const std::vector<PastWindow>& history, const char* style,
                     const std::function<std::optional<double>(const PastWindow&)>& value) {
  const double step = 1000.0 / static_cast<double>(std::max<size_t>(history.size() - 1, 1));
  std::string points;
  for (size_t i = 0; i < history.size(); ++i) {
    if (const auto y = value(history[i])) {
      absl::StrAppendFormat(&points, "%.1f,%.1f ", step * static_cast<double>(i), 120 * (1 - *y));
    }
  }
  return absl::StrFormat("<polyline class=\"line %s\" points=\"%s\"/>", style, points);
}

}  // namespace

std::string Escape(const std::string& text) {
  return absl::StrReplaceAll(text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}});
}

std::string DistributionChart(const Histogram& histogram, bool numbers) {
  if (histogram.empty()) return "<p class=note>no values on either side</p>\n";
  return numbers && histogram.size() > 2 ? Areas(histogram) : Bars(histogram);
}

std::string ScoreBar(const ColumnVerdict& column) {
  if (column.test == Test::kNone) return "";
  const Distance distance = DistanceOf(column);
  return absl::StrFormat(
      "<svg viewBox=\"0 0 %.0f 12\" role=img class=%s><title>%s</title><rect class=track y=4 width=%.0f "
      "height=4 rx=2 />"
      "<rect class=fill y=4 width=%.1f height=4 rx=2 /><path class=limit d=\"M%.1f 0V12\"/></svg>\n",
      kWidth, column.drifted ? "bad" : "good", Escape(column.rule), kWidth, kWidth * distance.score,
      kWidth * distance.limit);
}

std::string HistoryChart(const std::vector<PastWindow>& history) {
  std::string svg =
      "<svg viewBox=\"0 -4 1000 146\" role=img><path class=axis d=\"M0 120H1000M0 60H1000M0 0H1000\"/>";
  svg += Polyline(history, "bad", [](const PastWindow& w) { return std::optional(w.share); });
  svg += Polyline(history, "good", [](const PastWindow& w) -> std::optional<double> {
    return w.accuracy.has_value() ? std::optional(w.accuracy->value) : std::nullopt;
  });
  absl::StrAppendFormat(&svg, "<text y=138>%s</text><text x=1000 y=138 text-anchor=end>%s</text></svg>\n",
                        Escape(history.front().label), Escape(history.back().label));
  return svg;
}

}  // namespace yachay::drift

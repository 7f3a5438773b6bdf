#include "drift/html_report.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "drift/histogram.h"

namespace yachay::drift {
namespace {

constexpr int kWidth = 640;   // of a histogram, in CSS pixels
constexpr int kHeight = 180;  // of its bars

constexpr char kStyle[] = R"(<style>
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1d2733;background:#fff}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #d9dfe6}
td.n{text-align:right;font-variant-numeric:tabular-nums}.yes{color:#a4262c;font-weight:600}h2{margin-top:2rem}
.r{fill:#5b7fa6}.c{fill:#d98032}svg{max-width:100%;height:auto}.key{display:inline-block;width:.8em;height:.8em}
</style>)";

std::string Escaped(const std::string& text) {
  return absl::StrReplaceAll(text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}});
}

std::string TableRow(const ColumnVerdict& column) {
  return absl::StrFormat(
      "<tr><td>%s</td><td>%s</td><td>%s</td><td class=n>%.6g</td><td class=n>%s %.2f</td><td%s</td>"
      "<td class=n>%d / %d</td><td>%s</td></tr>\n",
      Escaped(column.name), Name(column.kind), Name(column.test), column.score,
      IsPValue(column.test) ? "p &lt;" : "≥", column.threshold, column.drifted ? " class=yes>drifted" : ">no",
      column.reference_missing, column.current_missing, Escaped(column.note));
}

std::string Bar(const char* side, double left, double width, double share, double highest,
                const std::string& label) {
  const double height = highest > 0 ? share / highest * kHeight : 0;
  return absl::StrFormat(
      "<rect class=%s x=%.1f y=%.1f width=%.1f height=%.1f><title>%s: %.2f %%</title></rect>", side, left,
      kHeight - height, width, height, Escaped(label), share * 100);
}

std::string Svg(const Histogram& histogram) {
  double highest = 0;
  for (const HistogramBar& bar : histogram) highest = std::max({highest, bar.reference, bar.current});
  const double slot =
      static_cast<double>(kWidth) / static_cast<double>(std::max<size_t>(histogram.size(), 1));
  std::string svg =
      absl::StrFormat("<svg viewBox=\"0 0 %d %d\" width=%d role=img>", kWidth, kHeight + 18, kWidth);
  for (size_t i = 0; i < histogram.size(); ++i) {
    const HistogramBar& bar = histogram[i];
    const double left = slot * static_cast<double>(i);
    svg += Bar("r", left + slot * 0.08, slot * 0.42, bar.reference, highest, bar.label);
    svg += Bar("c", left + slot * 0.5, slot * 0.42, bar.current, highest, bar.label);
    // Every label when there is room, else the first and the last.
    if (histogram.size() > 12 && i != 0 && i + 1 != histogram.size()) continue;
    const char* anchor = histogram.size() <= 12 ? "middle" : i == 0 ? "start" : "end";
    const double at = histogram.size() <= 12 ? left + slot / 2 : i == 0 ? 0 : kWidth;
    absl::StrAppendFormat(&svg, "<text x=%.1f y=%d font-size=11 text-anchor=%s>%s</text>", at, kHeight + 13,
                          anchor, Escaped(bar.label));
  }
  return svg + "</svg>\n";
}

std::string Head(const Verdict& verdict, const HtmlReportOptions& options) {
  return absl::StrFormat(
      "<!doctype html><html lang=en><meta charset=utf-8><title>%s</title>%s\n<h1>%s</h1>\n"
      "<p>%d of %d columns drifted (share %.3f): the data set <b>%s</b>.</p>\n"
      "<p><span class=key style=\"background:#5b7fa6\"></span> %s, %d rows &nbsp; "
      "<span class=key style=\"background:#d98032\"></span> %s, %d rows</p>\n",
      Escaped(options.title), kStyle, Escaped(options.title), verdict.drifted_columns, verdict.columns.size(),
      verdict.share, verdict.drifted ? "has drifted" : "has not drifted", Escaped(options.reference_name),
      verdict.reference_rows, Escaped(options.current_name), verdict.current_rows);
}

}  // namespace

std::string HtmlReport(const Reference& reference, const Window& window, const Verdict& verdict,
                       const HtmlReportOptions& options) {
  std::string page = Head(verdict, options);
  page +=
      "<table><tr><th>Column<th>Kind<th>Test<th>Score<th>Drifts at<th>Drifted<th>Missing (reference / "
      "current)<th>Note"
      "</tr>\n";
  for (const ColumnVerdict& column : verdict.columns) page += TableRow(column);
  page += "</table>\n";
  for (const ColumnVerdict& column : verdict.columns) {
    absl::StrAppend(
        &page, "<h2>", Escaped(column.name), "</h2>\n",
        Svg(MakeHistogram(*reference.Find(column.name), *window.Find(column.name), options.max_bars)));
  }
  return page + "</html>\n";
}

}  // namespace yachay::drift

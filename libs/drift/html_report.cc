#include "drift/html_report.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "drift/html_charts.h"
#include "drift/html_style.h"

namespace yachay::drift {
namespace {

std::string Percent(double share) { return absl::StrFormat("%.1f %%", share * 100); }

std::string WithInterval(const Figure& figure) {
  return absl::StrFormat("%.4f <span class=note>(%.4f … %.4f)</span>", figure.value, figure.low, figure.high);
}

std::string Card(const std::string& figure, const std::string& name) {
  return absl::StrCat("<div class=card><b>", figure, "</b><span>", name, "</span></div>\n");
}

std::string Head(const ReportPage& page) {
  return absl::StrFormat(
      "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\">"
      "<title>%s</title><style>%s</style>\n<header><h1>%s</h1><p><span class=\"key r\"></span>%s, %d rows"
      "<span class=\"key c\"></span>%s, %d rows</p></header>\n",
      Escape(page.title), kReportStyle, Escape(page.title), Escape(page.reference_name),
      page.verdict.reference_rows, Escape(page.current_name), page.verdict.current_rows);
}

// What changed of the schema, column by column.
std::string SchemaSaid(const Verdict& verdict) {
  if (verdict.state != VerdictState::kSchemaChanged) return "";
  std::vector<std::string> said;
  for (const ColumnVerdict& column : verdict.columns) {
    if (column.state == ColumnState::kAbsent) said.push_back(column.name + " is absent");
    if (column.state == ColumnState::kTypeChanged) {
      said.push_back(absl::StrCat(column.name, " ", column.note));
    } else if (column.misfits > 0) {
      said.push_back(absl::StrCat(column.misfits, " values of ", column.name, " are no numbers"));
    }
  }
  for (const auto& [name, rows] : verdict.unknown_columns) {
    said.push_back(absl::StrCat("the reference lacks ", name, ", which ", rows, " rows carry"));
  }
  return absl::StrCat("<div class=\"said wait\"><b>The schema changed.</b> ",
                      Escape(absl::StrJoin(said, "; ")), ".</div>\n");
}

std::string Said(const ReportPage& page) {
  const Verdict& verdict = page.verdict;
  if (verdict.state == VerdictState::kEmptyWindow) {
    return "<div class=\"said wait\"><b>Empty window.</b> There are no rows to compare: nothing is "
           "known.</div>\n";
  }
  std::string said = absl::StrFormat("<div class=\"said %s\"><b>%s</b> %s%s</div>\n",
                                     page.decision.retrain         ? "bad"
                                     : verdict.drifted_columns > 0 ? "wait"
                                                                   : "good",
                                     page.decision.retrain         ? "Retrain."
                                     : verdict.drifted_columns > 0 ? "Drift, no retraining."
                                                                   : "No drift.",
                                     Escape(page.decision.why),
                                     page.decision.why.empty() ? "No column asks for retraining." : ".");
  return said + SchemaSaid(verdict);
}

std::string Cards(const ReportPage& page) {
  std::string cards = "<div class=cards>\n";
  cards += Card(absl::StrCat(page.verdict.drifted_columns, " of ", page.verdict.columns.size()),
                "columns drifted");
  cards += Card(Percent(page.verdict.share), "share of drifted columns");
  if (page.estimated.has_value()) {
    cards +=
        Card(absl::StrFormat("%.4f", page.estimated->accuracy.value), "accuracy, estimated without labels");
  }
  if (page.real.has_value()) {
    cards += Card(absl::StrFormat("%.4f", page.real->accuracy.value),
                  absl::StrCat("accuracy, ", page.real->rows, " labelled rows"));
  }
  if (page.unknown_labels > 0) {
    cards += Card(absl::StrCat(page.unknown_labels), "rows whose label is no class of the model: left out");
  }
  const auto remarkable = std::count_if(page.quality.begin(), page.quality.end(),
                                        [](const ColumnQuality& quality) { return quality.remarkable; });
  if (!page.quality.empty()) cards += Card(absl::StrCat(remarkable), "columns with remarkable quality");
  return cards + "</div>\n";
}

std::string ColumnCard(const ColumnVerdict& column, const Histogram* histogram) {
  const bool undecided =
      column.state == ColumnState::kUndecided || column.state == ColumnState::kNoReferenceValues;
  std::string card = absl::StrFormat(
      "<div class=\"column %s\"><div class=top><h3>%s</h3><span class=\"chip %s\">%s</span></div>\n",
      column.drifted ? "bad" : "", Escape(column.name),
      column.drifted ? "bad"
      : undecided    ? "wait"
                     : "good",
      column.state != ColumnState::kCompared ? Name(column.state)
      : column.drifted                       ? "drifted"
                                             : "no drift");
  absl::StrAppend(&card, "<p class=why>", Escape(column.rule));
  if (column.sensitivity.has_value()) {
    absl::StrAppend(&card, "; shuffled, it changes ", Percent(*column.sensitivity), " of the predictions");
    if (column.impact.has_value()) absl::StrAppendFormat(&card, ", impact %.4f", *column.impact);
  }
  if (!column.note.empty() && column.note != column.rule) absl::StrAppend(&card, "; ", Escape(column.note));
  absl::StrAppend(&card, "</p>\n", ScoreBar(column));
  if (histogram != nullptr) card += DistributionChart(*histogram, column.kind == ColumnKind::kNumber);
  return card + "</div>\n";
}

// Drifted ones first, those that move predictions most before the others, else in the reference's order.
std::vector<size_t> ByImpact(const std::vector<ColumnVerdict>& columns) {
  std::vector<size_t> order(columns.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    if (columns[a].drifted != columns[b].drifted) return columns[a].drifted;
    return columns[a].impact.value_or(0) > columns[b].impact.value_or(0);
  });
  return order;
}

std::string Columns(const ReportPage& page) {
  if (page.verdict.columns.empty()) return "";
  std::string section = "<section><h2>Columns</h2><div class=columns>\n";
  for (const size_t i : ByImpact(page.verdict.columns)) {
    section +=
        ColumnCard(page.verdict.columns[i], i < page.histograms.size() ? &page.histograms[i] : nullptr);
  }
  return section + "</div></section>\n";
}

std::string Remark(const ColumnQuality& q) {
  std::vector<std::string> said;
  if (q.absent) said.push_back("absent");
  if (q.type_changed) said.push_back("another type");
  if (q.misfits > 0) said.push_back(absl::StrCat(q.misfits, " values are no numbers"));
  if (q.constant) said.push_back("constant");
  if (q.almost_constant) said.push_back("almost constant");
  if (!q.new_categories.empty()) said.push_back("new: " + absl::StrJoin(q.new_categories, ", "));
  return Escape(absl::StrJoin(said, "; "));
}

std::string QualitySection(const ReportPage& page) {
  if (page.quality.empty()) return "";
  std::string section =
      "<section><h2>Data quality</h2><div class=scroll><table><tr><th>Column<th>Missing<th>in the "
      "reference<th>Distinct"
      "<th>Out of range<th class=t>Remarks</tr>\n";
  for (const ColumnQuality& q : page.quality) {
    absl::StrAppendFormat(&section, "<tr><td%s>%s<td>%s<td>%s<td>%d<td>%d<td class=t>%s</tr>\n",
                          q.remarkable ? " class=hot" : "", Escape(q.name), Percent(q.missing_share),
                          Percent(q.reference_missing_share), q.distinct, q.out_of_range, Remark(q));
  }
  section += "</table></div><p class=note>";
  if (page.duplicate_rows.has_value())
    absl::StrAppendFormat(&section, "Duplicate rows: %d.", *page.duplicate_rows);
  for (const CorrelationChange& c : page.correlations) {
    absl::StrAppendFormat(&section, " Correlation of %s and %s: %.2f → %.2f.", Escape(c.first),
                          Escape(c.second), c.reference, c.current);
  }
  return section + "</p></section>\n";
}

std::string FigureRow(const std::string& name, const std::optional<Quality>& quality) {
  if (!quality.has_value()) return "";
  return absl::StrFormat("<tr><td>%s<td>%d<td>%s<td>%s</tr>\n", name, quality->rows,
                         WithInterval(quality->accuracy), WithInterval(quality->macro_f1));
}

std::string PerformanceSection(const ReportPage& page) {
  if (!page.estimated.has_value() && !page.real.has_value() && page.history.empty()) return "";
  std::string section = "<section><h2>Performance</h2>\n";
  if (page.history.size() > 1) {
    absl::StrAppend(
        &section, HistoryChart(page.history),
        "<p class=note>Window after window, 0 to 1: share of drifted columns (red), accuracy (green).</p>\n");
  }
  if (page.estimated.has_value() || page.real.has_value()) {
    absl::StrAppend(&section,
                    "<div class=scroll><table><tr><th>Figure<th>Rows<th>Accuracy<th>Macro F1</tr>\n",
                    FigureRow("estimated from calibrated probabilities", page.estimated),
                    FigureRow("real, where labels came", page.real), "</table></div>\n");
  }
  if (page.estimate_error.has_value()) {
    absl::StrAppendFormat(&section,
                          "<p class=note>On the labelled rows the estimate was off by %+.4f in accuracy and "
                          "%+.4f in macro F1.</p>\n",
                          page.estimate_error->accuracy, page.estimate_error->macro_f1);
  }
  return section + "</section>\n";
}

std::string GroupsSection(const ReportPage& page) {
  if (page.groups.empty()) return "";
  std::string section =
      "<section><h2>Groups</h2><div class=scroll><table><tr><th>Group<th>Rows<th>Error rate, "
      "estimated<th>Error rate, "
      "real<th>Macro F1, real</tr>\n";
  for (const GroupQuality& g : page.groups) {
    const auto error = [](const std::optional<Quality>& q) {
      return q.has_value() ? absl::StrFormat("%.4f <span class=note>(%.4f … %.4f)</span>",
                                             1 - q->accuracy.value, 1 - q->accuracy.high, 1 - q->accuracy.low)
                           : std::string("–");
    };
    absl::StrAppendFormat(
        &section, "<tr><td>%s = %s<td>%d<td>%s<td>%s<td>%s</tr>\n", Escape(g.column), Escape(g.group),
        g.estimated.has_value() ? g.estimated->rows
        : g.real.has_value()    ? g.real->rows
                                : 0,
        error(g.estimated), error(g.real), g.real.has_value() ? WithInterval(g.real->macro_f1) : "–");
  }
  section += "</table></div>\n";
  for (const GroupGap& gap : GapsOf(page.groups)) {
    absl::StrAppendFormat(&section, "<p class=note>%s: the error rate of %s is %s above that of %s.</p>\n",
                          Escape(gap.column), Escape(gap.worst), WithInterval(gap.gap), Escape(gap.best));
  }
  return section + "</section>\n";
}

}  // namespace

std::vector<Histogram> MakeHistograms(const Reference& reference, const Window& window, size_t max_bars) {
  std::vector<Histogram> histograms;
  for (const ColumnCounts& column : reference.columns()) {
    const ColumnCounts* current = window.Find(column.name());
    const bool comparable = current != nullptr && current->kind() == column.kind();
    const ColumnCounts none(column.name(), column.kind());
    histograms.push_back(MakeHistogram(column, comparable ? *current : none, max_bars));
  }
  return histograms;
}

std::string HtmlReport(const ReportPage& page) {
  return absl::StrCat(Head(page), Said(page), Cards(page), PerformanceSection(page), Columns(page),
                      QualitySection(page), GroupsSection(page), "</html>\n");
}

}  // namespace yachay::drift

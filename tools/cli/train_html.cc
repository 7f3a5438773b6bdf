#include "cli/train_html.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/svg.h"
#include "cli/train_html_champion.h"
#include "cli/train_html_data.h"
#include "cli/train_html_style.h"
#include "training/curves.h"

namespace yachay::cli {
namespace {

std::string Card(const std::string& name, const std::string& value, const std::string& note) {
  return absl::StrCat("<div class='card'><h3>", name, "</h3><b>", value, "</b><span>", note, "</span></div>");
}

std::string Percent(double share) { return absl::StrFormat("%.1f %%", 100 * share); }

std::string IntervalOf(const models::Metric& metric) {
  return absl::StrFormat("95 %% interval %.4f to %.4f", metric.low, metric.high);
}

std::string Cards(const TrainingOutcome& outcome) {
  const training::TrainResult& result = outcome.result;
  const training::Evaluation& evaluation = result.evaluation;
  std::string cards = absl::StrCat(
      Card("Accuracy", absl::StrFormat("%.4f", evaluation.accuracy.value), IntervalOf(evaluation.accuracy)),
      Card("Macro F1", absl::StrFormat("%.4f", evaluation.macro_f1.value), IntervalOf(evaluation.macro_f1)),
      Card("Log loss", absl::StrFormat("%.4f", evaluation.log_loss), "natural logarithm; less is better"),
      Card("Calibration error", absl::StrFormat("%.4f", evaluation.calibration_error),
           "gap between said and true, 15 bins"));
  if (const auto& validated = result.cross_validation) {
    cards +=
        Card(absl::StrFormat("Accuracy, %d folds", validated->folds),
             absl::StrFormat("%.4f", validated->evaluation.accuracy.value),
             absl::StrFormat("macro F1 %.4f, over the training rows", validated->evaluation.macro_f1.value));
  }
  return absl::StrCat("<div class='cards'>", cards, "</div>");
}

std::string Verdict(const TrainingOutcome& outcome) {
  const training::Decision& decision = outcome.decision;
  const char* kind = decision.forced ? "forced" : decision.promote ? "good" : "wait";
  const char* what = decision.promote ? "Promoted to champion" : "Registered as challenger";
  return absl::StrCat("<p class='verdict ", kind, "'><b>", what, "</b> ", Escape(decision.reason), "</p>");
}

// Rows are what was true, columns what was said; a cell is as dark as its share of the row.
std::string Confusion(const training::Evaluation& evaluation, const std::vector<std::string>& classes) {
  std::string table = "<table class='confusion'><tr><th>true ↓ said →</th>";
  for (const std::string& name : classes) absl::StrAppend(&table, "<th>", Escape(name), "</th>");
  table += "</tr>";
  for (size_t actual = 0; actual < classes.size(); ++actual) {
    absl::StrAppend(&table, "<tr><th>", Escape(classes[actual]), "</th>");
    const auto rows = static_cast<double>(std::max<size_t>(evaluation.per_class[actual].support, 1));
    for (size_t said = 0; said < classes.size(); ++said) {
      const double share = static_cast<double>(evaluation.confusion[actual][said]) / rows;
      absl::StrAppendFormat(&table, "<td class='%s' style='--share:%.0f%%'>%d<small>%s</small></td>",
                            actual == said ? "right" : "wrong", 100 * share,
                            evaluation.confusion[actual][said], Percent(share));
    }
    table += "</tr>";
  }
  return table + "</table>";
}

std::string PerClass(const training::Evaluation& evaluation, const std::vector<std::string>& classes) {
  std::string table =
      "<table><tr><th>class</th><th>precision</th><th>recall</th><th>F1</th><th>rows</th></tr>";
  for (size_t c = 0; c < classes.size(); ++c) {
    const training::ClassEvaluation& one = evaluation.per_class[c];
    absl::StrAppendFormat(&table, "<tr><th>%s</th><td>%.4f</td><td>%.4f</td><td>%.4f</td><td>%d</td></tr>",
                          Escape(classes[c]), one.precision, one.recall, one.f1, one.support);
  }
  return table + "</table>";
}

std::string Curves(const TrainingOutcome& outcome) {
  const auto& labels = outcome.held_out.labels;
  const auto& scores = outcome.result.scores;
  const auto& classes = outcome.manifest.classes;
  std::vector<Series> roc;
  std::vector<Series> reliability;
  for (size_t c = 0; c < classes.size(); ++c) {
    const training::RocCurve curve = training::Roc(labels, scores, classes.size(), c);
    Series& line = roc.emplace_back(Series{absl::StrFormat("%s, area %.4f", classes[c], curve.area), {}});
    for (size_t i = 0; i < curve.false_positive.size(); ++i)
      line.points.emplace_back(curve.false_positive[i], curve.true_positive[i]);
    Series& dots = reliability.emplace_back(Series{classes[c], {}, true});
    for (const auto& bin : training::Reliability(labels, scores, classes.size(), c))
      dots.points.emplace_back(bin.said, bin.right);
  }
  return absl::StrCat(
      "<div class='pair'><figure><figcaption>ROC, each class against the others</figcaption>",
      UnitChart("false alarms", "found", roc),
      "</figure><figure><figcaption>Reliability: on the diagonal, probabilities mean what they "
      "say</figcaption>",
      UnitChart("said probability", "share that came true", reliability), "</figure></div>");
}

std::vector<Bar> Bars(const std::vector<models::Feature>& features, const std::vector<double>& values,
                      const char* format) {
  std::vector<Bar> bars;
  for (size_t f = 0; f < features.size(); ++f) {
    const std::string text = format[0] == '%' ? Percent(values[f]) : absl::StrFormat("%.4f", values[f]);
    bars.push_back({features[f].name, values[f], text});
  }
  std::sort(bars.begin(), bars.end(), [](const Bar& a, const Bar& b) { return a.value > b.value; });
  if (bars.size() > 20) bars.resize(20);
  return bars;
}

std::string Importance(const TrainingOutcome& outcome) {
  const auto& features = outcome.manifest.features;
  const bool trees = training::HasTrees(outcome.options.algorithm);
  std::string html =
      absl::StrCat("<div class='pair'><figure><figcaption>Share of the ",
                   trees ? "gain of all splits" : "weights on the way to the scores", "</figcaption>",
                   BarChart(Bars(features, outcome.result.importance, "%")), "</figure>");
  if (!outcome.result.permutation.empty()) {
    absl::StrAppend(&html, "<figure><figcaption>Accuracy lost when the column is shuffled</figcaption>",
                    BarChart(Bars(features, outcome.result.permutation, "f"), 1), "</figure>");
  }
  return html + "</div>";
}

std::string Groups(const TrainingOutcome& outcome, const std::vector<std::string>& columns) {
  std::string html;
  const double overall = 1 - outcome.result.evaluation.accuracy.value;
  for (const std::string& column : columns) {
    std::vector<Interval> lines;
    for (const auto& group :
         training::ErrorByGroup(outcome.held_out, outcome.result.evaluation.predicted, column)) {
      lines.push_back({group.group, group.error,
                       absl::StrFormat("%s of %d rows", Percent(group.error.value), group.rows)});
    }
    if (lines.empty()) continue;
    absl::StrAppend(&html, "<figure><figcaption>Wrong by ", Escape(column),
                    ", with 95 % intervals; dashed: all rows</figcaption>", IntervalChart(lines, overall),
                    "</figure>");
  }
  return html.empty() ? "<p>The data have none of the columns asked for.</p>" : html;
}

std::string Section(const char* title, const std::string& content) {
  return absl::StrCat("<section><h2>", title, "</h2>", content, "</section>");
}

}  // namespace

std::string TrainingHtml(const TrainingOutcome& outcome, const training::Dataset& data,
                         const std::vector<std::string>& groups) {
  const auto& evaluation = outcome.result.evaluation;
  const auto& classes = outcome.manifest.classes;
  const std::string title = absl::StrCat(Escape(outcome.version.model), " version ", outcome.version.version);
  return absl::StrCat(
      "<!doctype html><html lang='en'><head><meta charset='utf-8'><meta name='viewport' "
      "content='width=device-width'><title>",
      title, "</title><style>", kReportStyle, "</style></head><body><header><h1>", title, "</h1><p>",
      outcome.manifest.algorithm, " for ", Escape(outcome.manifest.target), ", trained on ",
      outcome.train_rows, " rows, measured on ", outcome.held_out_rows, " others, ",
      outcome.manifest.created_at, "</p></header>", Verdict(outcome), Cards(outcome),
      Section("What it says and what was true",
              absl::StrCat("<div class='pair'>", Confusion(evaluation, classes),
                           PerClass(evaluation, classes), "</div>")),
      Section("How sure it is", Curves(outcome)), Section("What it looks at", Importance(outcome)),
      Section("Whom it fails", Groups(outcome, groups)),
      Section("Against the champion", ChampionSection(outcome)), LearningSection(outcome),
      DataSection(outcome, data), "</body></html>\n");
}

}  // namespace yachay::cli

#include "cli/train_html_data.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "cli/svg.h"
#include "cli/train_json.h"
#include "training/curves.h"

namespace yachay::cli {
namespace {

std::string Line(const std::string& name, const std::string& text) {
  return absl::StrCat("<tr><th>", name, "</th><td>", text, "</td></tr>");
}

std::string Folds(const training::CrossValidation& validated) {
  return Line(absl::StrCat(validated.folds, " folds, accuracy each"),
              absl::StrJoin(validated.fold_accuracy, " &nbsp; ", [](std::string* out, double accuracy) {
                absl::StrAppendFormat(out, "%.4f", accuracy);
              }));
}

std::string Tries(const training::SearchResult& search) {
  std::string table =
      absl::StrCat("<h3>Search: ", search.tries.size(), " of ", search.grid,
                   " settings tried</h3><div class='scroll'><table><tr><th>setting</th><th>log "
                   "loss</th><th>accuracy</th><th>macro "
                   "F1</th></tr>");
  for (size_t i = 0; i < search.tries.size(); ++i) {
    const training::Try& one = search.tries[i];
    absl::StrAppendFormat(&table, "<tr><td>%s%s</td><td>%.4f</td><td>%.4f</td><td>%.4f</td></tr>",
                          one.setting, i == search.chosen ? " <b>← chosen</b>" : "", one.log_loss,
                          one.accuracy, one.macro_f1);
  }
  return table + "</table></div>";
}

std::string ColumnLine(const training::Dataset& data, size_t f) {
  const models::Feature& feature = data.schema.features[f];
  const training::ColumnSummary summary = training::Summarise(data, f);
  std::string range;
  if (feature.kind == models::FeatureKind::kCategory) {
    range = Escape(absl::StrJoin(feature.categories, ", "));
    if (range.size() > 90) range = absl::StrCat(feature.categories.size(), " categories");
  } else {
    range = absl::StrFormat("%g to %g, median %g, mean %.4g", summary.min, summary.max, summary.median,
                            summary.mean);
  }
  const double missing = 100 * static_cast<double>(summary.missing) / static_cast<double>(data.rows());
  return absl::StrFormat("<tr><th>%s</th><td>%d (%.1f %%)</td><td>%s</td><td>%s</td></tr>",
                         Escape(feature.name), summary.missing, missing, range, Sparkline(summary.counts));
}

std::string Classes(const training::Dataset& data) {
  std::vector<Bar> bars;
  for (size_t c = 0; c < data.schema.classes.size(); ++c) {
    const auto rows = std::count(data.labels.begin(), data.labels.end(), static_cast<int>(c));
    const double share = static_cast<double>(rows) / static_cast<double>(data.rows());
    bars.push_back({data.schema.classes[c], share, absl::StrFormat("%d rows", rows)});
  }
  return absl::StrCat("<figure><figcaption>Rows of each class</figcaption>", BarChart(bars, 2), "</figure>");
}

}  // namespace

std::string LearningSection(const TrainingOutcome& outcome) {
  const training::TrainResult& result = outcome.result;
  std::string html = "<section><h2>How it was learned</h2><table><tr><th>option</th><th></th></tr>";
  const nlohmann::ordered_json options = OptionsToJson(outcome.options);
  for (const auto& [name, value] : options.items())
    html += Line(name, Escape(value.is_string() ? value.get<std::string>() : value.dump()));
  html += Line("rounds", absl::StrCat(result.rounds));
  if (result.cross_validation) html += Folds(*result.cross_validation);
  if (result.calibration) {
    html += Line(absl::StrCat("calibration: ", result.calibration->method),
                 absl::StrFormat("log loss %.4f → %.4f, error %.4f → %.4f", result.uncalibrated->log_loss,
                                 result.evaluation.log_loss, result.uncalibrated->calibration_error,
                                 result.evaluation.calibration_error));
  }
  if (const auto& effect = result.augmentation) {
    html += Line("augmentation",
                 absl::StrFormat("%d rows added: accuracy %.4f → %.4f, macro F1 %.4f → %.4f (p = %.3g)",
                                 effect->rows_added, effect->without.accuracy.value,
                                 result.evaluation.accuracy.value, effect->without.macro_f1.value,
                                 result.evaluation.macro_f1.value, effect->comparison.p));
  }
  html += "</table>";
  if (outcome.search) html += Tries(*outcome.search);
  return html + "</section>";
}

std::string DataSection(const TrainingOutcome& outcome, const training::Dataset& data) {
  const training::Cleaning& cleaning = data.cleaning;
  std::string html = absl::StrFormat(
      "<section><h2>The data</h2><p>%d rows read; %d equal rows dropped, %d ids seen twice, %d rows without "
      "a target, "
      "%d cells missing.</p>",
      cleaning.rows_read, cleaning.duplicate_rows, cleaning.duplicate_ids, cleaning.rows_without_target,
      cleaning.missing_cells);
  html += Classes(data);
  html += "<div class='scroll'><table><tr><th>column</th><th>missing</th><th>values</th><th>shape</th></tr>";
  for (size_t f = 0; f < data.width(); ++f) html += ColumnLine(data, f);
  return absl::StrCat(html, "</table></div><p><code>", Escape(outcome.manifest.data_fingerprint),
                      "</code></p></section>");
}

}  // namespace yachay::cli

#include "cli/drift_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace yachay::cli {
namespace {

using Json = nlohmann::ordered_json;

Json ToJson(const drift::ColumnVerdict& column) {
  const bool scored = column.test != drift::Test::kNone;
  Json json = {{"column", column.name},
               {"kind", drift::Name(column.kind)},
               {"state", drift::Name(column.state)},
               {"test", drift::Name(column.test)},
               {"score", scored ? Json(column.score) : Json()},
               {"threshold", column.threshold},
               {"drifted", column.drifted},
               {"rule", column.rule},
               {"reference_missing", column.reference_missing},
               {"current_missing", column.current_missing}};
  if (column.score_low < column.score_high) json["interval"] = {column.score_low, column.score_high};
  if (column.effect > 0 || column.adjusted_p < 1) {
    json["adjusted_p"] = column.adjusted_p;
    json["effect"] = column.effect;
  }
  if (column.sensitivity.has_value()) json["sensitivity"] = *column.sensitivity;
  if (column.impact.has_value()) json["impact"] = *column.impact;
  if (!column.note.empty()) json["note"] = column.note;
  return json;
}

Json ToJson(const drift::Figure& figure) {
  return {{"value", figure.value}, {"low", figure.low}, {"high", figure.high}};
}

Json ToJson(const std::optional<drift::Quality>& quality) {
  if (!quality.has_value()) return nullptr;
  return {{"rows", quality->rows},
          {"accuracy", ToJson(quality->accuracy)},
          {"macro_f1", ToJson(quality->macro_f1)}};
}

Json QualityToJson(const drift::ReportPage& page) {
  Json columns = Json::array();
  for (const drift::ColumnQuality& q : page.quality) {
    columns.push_back({{"column", q.name},
                       {"remarkable", q.remarkable},
                       {"missing_share", q.missing_share},
                       {"reference_missing_share", q.reference_missing_share},
                       {"distinct", q.distinct},
                       {"constant", q.constant},
                       {"almost_constant", q.almost_constant},
                       {"out_of_range", q.out_of_range},
                       {"new_categories", q.new_categories},
                       {"type_changed", q.type_changed},
                       {"absent", q.absent}});
  }
  Json correlations = Json::array();
  for (const drift::CorrelationChange& c : page.correlations) {
    correlations.push_back(
        {{"columns", {c.first, c.second}}, {"reference", c.reference}, {"current", c.current}});
  }
  return {{"duplicate_rows", page.duplicate_rows.value_or(0)},
          {"columns", columns},
          {"correlations", correlations}};
}

Json PerformanceToJson(const drift::ReportPage& page) {
  Json groups = Json::array();
  for (const drift::GroupQuality& g : page.groups) {
    groups.push_back({{"column", g.column},
                      {"group", g.group},
                      {"estimated", ToJson(g.estimated)},
                      {"real", ToJson(g.real)}});
  }
  Json json = {{"estimated", ToJson(page.estimated)},
               {"real", ToJson(page.real)},
               {"unknown_labels", page.unknown_labels},
               {"groups", groups}};
  if (page.estimate_error.has_value()) {
    json["estimate_error"] = {{"accuracy", page.estimate_error->accuracy},
                              {"macro_f1", page.estimate_error->macro_f1}};
  }
  return json;
}

std::string Score(const drift::ColumnVerdict& column) {
  return column.test == drift::Test::kNone ? "–" : absl::StrFormat("%.9g", column.score);
}

void PrintQuality(const std::string& name, const std::optional<drift::Quality>& quality, std::ostream& out) {
  if (!quality.has_value()) return;
  out << absl::StrFormat(
      "%s: accuracy %.4f (95 %%: %.4f … %.4f), macro F1 %.4f (95 %%: %.4f … %.4f), %d rows\n", name,
      quality->accuracy.value, quality->accuracy.low, quality->accuracy.high, quality->macro_f1.value,
      quality->macro_f1.low, quality->macro_f1.high, quality->rows);
}

}  // namespace

Json DriftToJson(const DriftCompareOptions& options, const drift::ReportPage& page) {
  const drift::Verdict& verdict = page.verdict;
  Json columns = Json::array();
  for (const drift::ColumnVerdict& column : verdict.columns) columns.push_back(ToJson(column));
  Json json = {
      {"reference", {{"file", options.reference}, {"rows", verdict.reference_rows}}},
      {"current", {{"file", options.current}, {"rows", verdict.current_rows}}},
      {"profile", options.profile},
      {"state", drift::Name(verdict.state)},
      {"columns", columns},
      {"unknown_columns", verdict.UnknownNames()},
      {"drifted_columns", verdict.drifted_columns},
      {"share", verdict.share},
      {"drifted", verdict.drifted},
      {"impact", verdict.impact},
      {"retrain",
       {{"needed", page.decision.retrain}, {"cause", page.decision.cause}, {"reason", page.decision.why}}},
      {"quality", QualityToJson(page)}};
  if (page.estimated.has_value()) json["performance"] = PerformanceToJson(page);
  return json;
}

void PrintDrift(const drift::ReportPage& page, std::ostream& out) {
  const drift::Verdict& verdict = page.verdict;
  if (verdict.state == drift::VerdictState::kEmptyWindow) {
    out << absl::StrFormat("State %s: no rows to compare with the reference's %d. Nothing is known.\n",
                           drift::Name(verdict.state), verdict.reference_rows);
    return;
  }
  size_t width = 6;
  for (const drift::ColumnVerdict& column : verdict.columns) width = std::max(width, column.name.size());
  out << absl::StrFormat("%-*s  %-18s %14s  %-8s %s\n", width, "column", "test", "score", "drifted", "rule");
  for (const drift::ColumnVerdict& column : verdict.columns) {
    out << absl::StrFormat(
        "%-*s  %-18s %14s  %-8s %s%s\n", width, column.name, drift::Name(column.test), Score(column),
        column.drifted ? "yes" : "no", column.rule,
        column.note.empty() || column.note == column.rule ? "" : absl::StrCat(" (", column.note, ")"));
  }
  if (!verdict.unknown_columns.empty())
    out << "\nNot in the reference: " << absl::StrJoin(verdict.UnknownNames(), ", ") << ".\n";
  out << absl::StrFormat(
      "\n%d of %d columns drifted (share %.3f), state %s: the data set has %sdrifted. Rows: %d reference, %d "
      "current.\n",
      verdict.drifted_columns, verdict.columns.size(), verdict.share, drift::Name(verdict.state),
      verdict.drifted ? "" : "not ", verdict.reference_rows, verdict.current_rows);
  PrintQuality("Estimated without labels", page.estimated, out);
  PrintQuality("Real, where labels are", page.real, out);
  if (page.unknown_labels > 0) {
    out << page.unknown_labels
        << " rows have a label that is no class of the model, and count as unlabelled.\n";
  }
  out << (page.decision.retrain ? "Retrain: " : "No retraining needed")
      << (page.decision.retrain || page.decision.why.empty() ? "" : ": ") << page.decision.why << ".\n";
}

}  // namespace yachay::cli

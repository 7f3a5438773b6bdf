#include "core/report.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "core/quality_json.h"
#include "core/window_times.h"

namespace yachay::drift_monitor {
namespace {

using Json = nlohmann::json;

Json ColumnToJson(const drift::ColumnVerdict& column) {
  return {{"name", column.name},
          {"kind", static_cast<int>(column.kind)},
          {"test", static_cast<int>(column.test)},
          {"score", column.score},
          {"threshold", column.threshold},
          {"drifted", column.drifted},
          {"reference_missing", column.reference_missing},
          {"current_missing", column.current_missing},
          {"note", column.note},
          {"state", static_cast<int>(column.state)},
          {"rule", column.rule},
          {"adjusted_p", column.adjusted_p},
          {"effect", column.effect},
          {"absent", column.absent},
          {"misfits", column.misfits},
          {"impact", column.impact.has_value() ? Json(*column.impact) : Json()},
          {"sensitivity", column.sensitivity.has_value() ? Json(*column.sensitivity) : Json()}};
}

template <typename Enum>
Enum EnumFromJson(const Json& json, Enum last) {
  const int value = json.get<int>();
  if (value < 0 || value > static_cast<int>(last)) {
    throw Json::out_of_range::create(401, absl::StrCat(value, " is none of the kinds that there are"), &json);
  }
  return static_cast<Enum>(value);
}

drift::ColumnVerdict ColumnFromJson(const Json& json) {
  drift::ColumnVerdict column;
  json.at("name").get_to(column.name);
  column.kind = EnumFromJson(json.at("kind"), drift::ColumnKind::kCategory);
  column.test = EnumFromJson(json.at("test"), drift::Test::kHomogeneity);
  json.at("score").get_to(column.score);
  json.at("threshold").get_to(column.threshold);
  json.at("drifted").get_to(column.drifted);
  json.at("reference_missing").get_to(column.reference_missing);
  json.at("current_missing").get_to(column.current_missing);
  json.at("note").get_to(column.note);
  column.state = EnumFromJson(json.at("state"), drift::ColumnState::kTypeChanged);
  json.at("rule").get_to(column.rule);
  json.at("adjusted_p").get_to(column.adjusted_p);
  json.at("effect").get_to(column.effect);
  if (!json.at("sensitivity").is_null()) column.sensitivity = json.at("sensitivity").get<double>();
  column.absent = json.value("absent", int64_t{0});  // older ones have none of these
  column.misfits = json.value("misfits", int64_t{0});
  if (json.contains("impact") && !json["impact"].is_null()) column.impact = json["impact"].get<double>();
  return column;
}

Json FigureToJson(const drift::Figure& figure) { return {figure.value, figure.low, figure.high}; }

drift::Figure FigureFromJson(const Json& json) {
  return {json.at(0).get<double>(), json.at(1).get<double>(), json.at(2).get<double>()};
}

Json QualityToJson(const std::optional<drift::Quality>& quality) {
  if (!quality.has_value()) return nullptr;
  return {{"rows", quality->rows},
          {"accuracy", FigureToJson(quality->accuracy)},
          {"macro_f1", FigureToJson(quality->macro_f1)}};
}

std::optional<drift::Quality> QualityFromJson(const Json& json) {
  if (json.is_null()) return std::nullopt;
  return drift::Quality{json.at("rows").get<int64_t>(), FigureFromJson(json.at("accuracy")),
                        FigureFromJson(json.at("macro_f1"))};
}

Json GroupsToJson(const std::vector<drift::GroupQuality>& groups) {
  Json json = Json::array();
  for (const auto& g : groups) json.push_back({g.column, g.group, QualityToJson(g.estimated)});
  return json;
}

Json HistogramsToJson(const std::vector<drift::Histogram>& histograms) {
  Json json = Json::array();
  for (const drift::Histogram& histogram : histograms) {
    Json bars = Json::array();
    for (const drift::HistogramBar& bar : histogram) bars.push_back({bar.label, bar.reference, bar.current});
    json.push_back(std::move(bars));
  }
  return json;
}

void ReadForPeople(const Json& json, Report& report) {
  report.estimated = QualityFromJson(json.at("estimated"));
  for (const Json& g : json.at("groups")) {
    report.groups.push_back(
        {g.at(0).get<std::string>(), g.at(1).get<std::string>(), QualityFromJson(g.at(2)), std::nullopt});
  }
  for (const Json& bars : json.at("histograms")) {
    drift::Histogram histogram;
    for (const Json& bar : bars) {
      histogram.push_back({bar.at(0).get<std::string>(), bar.at(1).get<double>(), bar.at(2).get<double>()});
    }
    report.histograms.push_back(std::move(histogram));
  }
}

Report FromJson(const Json& json) {
  Report report;
  json.at("model").get_to(report.model);
  json.at("version").get_to(report.version);
  json.at("window").get_to(report.window);
  json.at("pane").get_to(report.pane);
  if (!IsPane(report.pane)) throw Json::out_of_range::create(401, "pane", &json);
  report.start = absl::FromUnixMicros(json.at("start_us").get<int64_t>());
  report.end = absl::FromUnixMicros(json.at("end_us").get<int64_t>());
  for (const Json& column : json.at("columns")) report.verdict.columns.push_back(ColumnFromJson(column));
  json.at("reference_rows").get_to(report.verdict.reference_rows);
  json.at("rows").get_to(report.verdict.current_rows);
  json.at("drifted_columns").get_to(report.verdict.drifted_columns);
  json.at("share").get_to(report.verdict.share);
  json.at("drifted").get_to(report.verdict.drifted);
  json.at("retrain").get_to(report.decision.retrain);
  json.at("cause").get_to(report.decision.cause);
  json.at("why").get_to(report.decision.why);
  json.at("request_key").get_to(report.request_key);
  report.verdict.state = EnumFromJson(json.at("state"), drift::VerdictState::kSchemaChanged);
  report.reference = json.value("reference", uint64_t{0});  // older ones have none of these
  report.verdict.impact = json.value("impact", 0.0);
  report.verdict.unknown_columns = json.value("unknown_columns", std::map<std::string, int64_t>());
  report.quality = QualitiesFromJson(json.value("quality", Json::array()));
  ReadForPeople(json, report);
  return report;
}

}  // namespace

std::string ReportToJson(const Report& report) {
  Json columns = Json::array();
  for (const drift::ColumnVerdict& column : report.verdict.columns) columns.push_back(ColumnToJson(column));
  const Json json = {{"model", report.model},
                     {"version", report.version},
                     {"window", report.window},
                     {"pane", report.pane},
                     {"start_us", absl::ToUnixMicros(report.start)},
                     {"end_us", absl::ToUnixMicros(report.end)},
                     {"columns", std::move(columns)},
                     {"unknown_columns", report.verdict.unknown_columns},
                     {"impact", report.verdict.impact},
                     {"quality", QualitiesToJson(report.quality)},
                     {"reference", report.reference},
                     {"reference_rows", report.verdict.reference_rows},
                     {"rows", report.verdict.current_rows},
                     {"drifted_columns", report.verdict.drifted_columns},
                     {"share", report.verdict.share},
                     {"drifted", report.verdict.drifted},
                     {"retrain", report.decision.retrain},
                     {"cause", report.decision.cause},
                     {"why", report.decision.why},
                     {"request_key", report.request_key},
                     {"state", static_cast<int>(report.verdict.state)},
                     {"estimated", QualityToJson(report.estimated)},
                     {"groups", GroupsToJson(report.groups)},
                     {"histograms", HistogramsToJson(report.histograms)}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

absl::StatusOr<Report> ReportFromJson(std::string_view text) {
  try {
    return FromJson(Json::parse(text));
  } catch (const Json::exception& error) {
    return absl::DataLossError(absl::StrCat("this is no report of a window: ", error.what()));
  }
}

uint64_t StableHash(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325;  // FNV-1a, 64 bits
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

uint64_t ReferenceId(const drift::Reference& reference) {
  return std::max<uint64_t>(1, StableHash(reference.ToJson()));
}

std::string RequestKey(std::string_view model, uint64_t version, uint64_t window, std::string_view cause) {
  std::string text(model);
  text.append(1, '\0').append(std::to_string(version)).append(1, '\0').append(std::to_string(window));
  text.append(1, '\0').append(cause);
  return absl::StrFormat("drift-%016x", StableHash(text));
}

bool AsksAnew(const drift::RetrainDecision& decision, uint64_t window, uint64_t last_asked,
              uint64_t cooldown) {
  return decision.retrain && (last_asked == 0 || window >= last_asked + cooldown);
}

std::vector<drift::GroupQuality> GroupsOf(const Report& report, const std::optional<Labelled>& labelled) {
  std::vector<drift::GroupQuality> groups = report.groups;
  if (!labelled.has_value()) return groups;
  for (const drift::GroupQuality& known : labelled->groups) {
    const auto at = std::find_if(groups.begin(), groups.end(), [&](const drift::GroupQuality& group) {
      return group.column == known.column && group.group == known.group;
    });
    if (at != groups.end()) {
      at->real = known.real;
    } else {
      groups.push_back({known.column, known.group, std::nullopt, known.real});
    }
  }
  return groups;
}

std::string ReportToHtml(const Report& report, const std::vector<Report>& earlier,
                         const std::optional<Labelled>& labelled) {
  drift::ReportPage page{
      .title = absl::StrCat(report.model, ", version ", report.version, ", window ", report.window),
      .reference_name = "reference",
      .current_name =
          absl::StrCat("served ", absl::FormatTime("%Y-%m-%d %H:%M", report.start, absl::UTCTimeZone()),
                       " to ", absl::FormatTime("%Y-%m-%d %H:%M UTC", report.end, absl::UTCTimeZone())),
      .verdict = report.verdict,
      .decision = report.decision,
      .histograms = report.histograms,
      .quality = report.quality,
      .estimated = report.estimated,
      .groups = GroupsOf(report, labelled)};
  if (labelled.has_value()) {
    page.real = labelled->real;
    page.estimate_error = labelled->error;
  }
  for (const Report& past : earlier) {
    page.history.push_back(
        {absl::StrCat("window ", past.window), past.verdict.share,
         past.estimated.has_value() ? std::optional(past.estimated->accuracy) : std::nullopt});
  }
  return drift::HtmlReport(page);
}

}  // namespace yachay::drift_monitor

#include "core/report.h"

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

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
          {"note", column.note}};
}

drift::ColumnVerdict ColumnFromJson(const Json& json) {
  drift::ColumnVerdict column;
  json.at("name").get_to(column.name);
  column.kind = static_cast<drift::ColumnKind>(json.at("kind").get<int>());
  column.test = static_cast<drift::Test>(json.at("test").get<int>());
  json.at("score").get_to(column.score);
  json.at("threshold").get_to(column.threshold);
  json.at("drifted").get_to(column.drifted);
  json.at("reference_missing").get_to(column.reference_missing);
  json.at("current_missing").get_to(column.current_missing);
  json.at("note").get_to(column.note);
  return column;
}

Report FromJson(const Json& json) {
  Report report;
  json.at("model").get_to(report.model);
  json.at("version").get_to(report.version);
  json.at("window").get_to(report.window);
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
  return report;
}

}  // namespace

std::string ReportToJson(const Report& report) {
  Json columns = Json::array();
  for (const drift::ColumnVerdict& column : report.verdict.columns) columns.push_back(ColumnToJson(column));
  const Json json = {{"model", report.model},
                     {"version", report.version},
                     {"window", report.window},
                     {"start_us", absl::ToUnixMicros(report.start)},
                     {"end_us", absl::ToUnixMicros(report.end)},
                     {"columns", std::move(columns)},
                     {"reference_rows", report.verdict.reference_rows},
                     {"rows", report.verdict.current_rows},
                     {"drifted_columns", report.verdict.drifted_columns},
                     {"share", report.verdict.share},
                     {"drifted", report.verdict.drifted},
                     {"retrain", report.decision.retrain},
                     {"cause", report.decision.cause},
                     {"why", report.decision.why},
                     {"request_key", report.request_key}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

absl::StatusOr<Report> ReportFromJson(std::string_view text) {
  try {
    return FromJson(Json::parse(text));
  } catch (const Json::exception& error) {
    return absl::DataLossError(absl::StrCat("this is no report of a window: ", error.what()));
  }
}

std::string RequestKey(std::string_view model, uint64_t version, std::string_view cause) {
  uint64_t hash = 0xcbf29ce484222325;  // FNV-1a, 64 bits: the same on every machine and in every build
  std::string text(model);
  text.append(1, '\0').append(std::to_string(version)).append(1, '\0').append(cause);
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return absl::StrFormat("drift-%016x", hash);
}

bool AsksAnew(const drift::RetrainDecision& decision, bool previous_window_fired) {
  return decision.retrain && !previous_window_fired;
}

}  // namespace yachay::drift_monitor

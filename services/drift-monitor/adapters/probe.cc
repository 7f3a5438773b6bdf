#include "adapters/probe.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "service/log.h"
#include "service/metrics.h"

namespace yachay::drift_monitor {
namespace {

prometheus::Counter& Rows(service::Metrics& metrics, const std::string& result) {
  return metrics.Counter("yachay_drift_rows_total", "Served rows read from the log", {{"result", result}});
}

std::optional<Labelled> LastLabelled(const Monitor& monitor, const LabelBook& labels,
                                     const std::string& model) {
  const auto reports = monitor.Reports(model);
  if (!reports.ok()) return std::nullopt;
  for (auto at = reports->rbegin(); at != reports->rend(); ++at) {
    auto labelled = labels.Of(at->model, at->version, at->start, at->end);
    if (labelled.has_value()) return labelled;
  }
  return std::nullopt;
}

// "SessionsPerWeek=0.4479 Age=0.1203"
std::string DriftedColumns(const Report& report) {
  std::string text;
  for (const drift::ColumnVerdict& column : report.verdict.columns) {
    if (column.drifted) absl::StrAppend(&text, text.empty() ? "" : " ", column.name, "=", column.score);
  }
  return text;
}

}  // namespace

Probe::Probe(service::Metrics& metrics)
    : metrics_(metrics),
      counted_(Rows(metrics, "counted")),
      duplicates_(Rows(metrics, "duplicate")),
      no_reference_(Rows(metrics, "no_reference")),
      late_(Rows(metrics, "late")),
      ahead_(Rows(metrics, "ahead")),
      unreadable_(Rows(metrics, "unreadable")) {}

void Probe::Watch(const Monitor& monitor, const LabelBook& labels) {
  metrics_.OnScrape([this, &monitor, &labels] {
    for (const ModelStatus& status : monitor.Statuses()) {
      ShowNewestRow(status);
      if (!status.last.has_value()) continue;
      Show(*status.last);
      const auto labelled = LastLabelled(monitor, labels, status.model);
      if (labelled.has_value()) Show(status.model, *labelled, monitor.options().group_columns);
    }
  });
}

void Probe::ShowNewestRow(const ModelStatus& status) {
  if (status.last_served == absl::InfinitePast()) return;  // no version of it is watched
  Set("yachay_drift_newest_row_timestamp_seconds", "When the newest row that was counted was served",
      status.model, absl::ToDoubleSeconds(status.last_served - absl::UnixEpoch()));
}

void Probe::Set(const char* name, const char* help, const std::string& model, double value) {
  metrics_.Gauge(name, help, {{"model", model}}).Set(value);
}

void Probe::Show(const Report& report) {
  for (const drift::ColumnVerdict& column : report.verdict.columns) {
    metrics_
        .Gauge("yachay_drift_score", "Score of the last closed window, as the column's test has it",
               {{"model", report.model}, {"column", column.name}})
        .Set(column.score);
    metrics_
        .Gauge("yachay_drift_column_drifted", "1 when the column drifted in the last closed window, else 0",
               {{"model", report.model}, {"column", column.name}})
        .Set(column.drifted ? 1 : 0);
  }
  if (report.estimated.has_value()) {
    Set("yachay_drift_estimated_accuracy", "Of the last closed window, from the served probabilities",
        report.model, report.estimated->accuracy.value);
    Set("yachay_drift_estimated_macro_f1", "Of the last closed window, from the served probabilities",
        report.model, report.estimated->macro_f1.value);
  }
  Set("yachay_drift_schema_changed",
      "1 when columns or types of the last closed window were not the reference's, else 0", report.model,
      report.verdict.state == drift::VerdictState::kSchemaChanged ? 1 : 0);
  Set("yachay_drift_share", "Share of drifted columns in the last closed window", report.model,
      report.verdict.share);
}

void Probe::Show(const std::string& model, const drift_monitor::Labelled& labelled,
                 const std::vector<std::string>& columns) {
  Set("yachay_drift_labelled_rows", "Labels of the last window that has some", model,
      static_cast<double>(labelled.real.rows));
  Set("yachay_drift_real_accuracy", "By the labels of the last window that has some", model,
      labelled.real.accuracy.value);
  Set("yachay_drift_real_macro_f1", "By the labels of the last window that has some", model,
      labelled.real.macro_f1.value);
  Set("yachay_drift_estimate_error", "Estimated accuracy less the real one, over the same labelled rows",
      model, labelled.error.accuracy);
  const std::vector<drift::GroupGap> gaps = drift::GapsOf(labelled.groups);
  for (const std::string& column : columns) {
    const auto gap =
        std::find_if(gaps.begin(), gaps.end(), [&](const auto& g) { return g.column == column; });
    const service::Metrics::Labels of = {{"model", model}, {"column", column}};
    metrics_.Gauge("yachay_drift_error_gap", "Greatest less least real error rate of the column's groups", of)
        .Set(gap == gaps.end() ? NAN : gap->gap.value);
    metrics_.Gauge("yachay_drift_error_gap_low", "Least end of the gap's 95 % interval", of)
        .Set(gap == gaps.end() ? NAN : gap->gap.low);
  }
}

void Probe::Closed(const Report& report) {
  metrics_.Counter("yachay_drift_windows_total", "Windows closed", {{"model", report.model}}).Increment();
  metrics_
      .Counter("yachay_drift_retrain_requests_total", "Requests for retraining, once per cause",
               {{"model", report.model}})
      .Increment(report.request_key.empty() ? 0 : 1);
  service::LogInfo("closed a window", {{"model", report.model},
                                       {"version", report.version},
                                       {"window", report.window},
                                       {"rows", report.verdict.current_rows},
                                       {"share", report.verdict.share},
                                       {"drifted", DriftedColumns(report)},
                                       {"retrain", report.decision.retrain},
                                       {"reason", report.decision.why},
                                       {"request_key", report.request_key}});
}

void Probe::Taken(Monitor::Outcome outcome) {
  switch (outcome) {
    case Monitor::Outcome::kCounted:
      return counted_.Increment();
    case Monitor::Outcome::kDuplicate:
      return duplicates_.Increment();
    case Monitor::Outcome::kNoReference:
      return no_reference_.Increment();
    case Monitor::Outcome::kLate:
      return late_.Increment();
    case Monitor::Outcome::kAhead:
      return ahead_.Increment();
  }
}

void Probe::Labelled(const char* result) {
  metrics_.Counter("yachay_drift_labels_total", "Labels of served predictions", {{"result", result}})
      .Increment();
}

void Probe::Unreadable(const kafka::ReceivedRecord& record, const absl::Status& why) {
  unreadable_.Increment();
  service::LogWarn("passed over a record", {{"topic", record.topic},
                                            {"partition", record.partition},
                                            {"offset", record.offset},
                                            {"reason", why.message()}});
}

FollowerEvents Probe::Events() {
  return {.closed = [this](const Report& report) { Closed(report); },
          .taken = [this](Monitor::Outcome outcome) { Taken(outcome); },
          .unreadable = [this](const kafka::ReceivedRecord& record,
                               const absl::Status& why) { Unreadable(record, why); }};
}

}  // namespace yachay::drift_monitor

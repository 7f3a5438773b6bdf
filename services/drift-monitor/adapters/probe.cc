#include "adapters/probe.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>

#include "absl/strings/str_cat.h"
#include "service/log.h"
#include "service/metrics.h"

namespace yachay::drift_monitor {
namespace {

prometheus::Counter& Rows(service::Metrics& metrics, const std::string& result) {
  return metrics.Counter("yachay_drift_rows_total", "Served rows read from the log", {{"result", result}});
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

void Probe::Watch(const Monitor& monitor) {
  metrics_.OnScrape([this, &monitor] {
    for (const ModelStatus& status : monitor.Statuses()) {
      if (status.last.has_value()) Show(*status.last);
    }
  });
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
    metrics_
        .Gauge("yachay_drift_estimated_accuracy", "Of the last closed window, from the served probabilities",
               {{"model", report.model}})
        .Set(report.estimated->accuracy.value);
  }
  metrics_
      .Gauge("yachay_drift_share", "Share of drifted columns in the last closed window",
             {{"model", report.model}})
      .Set(report.verdict.share);
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

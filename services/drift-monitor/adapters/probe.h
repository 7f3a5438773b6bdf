// What this service counts and logs, in words of its own. Thread-safe.
#ifndef DRIFT_MONITOR_ADAPTERS_PROBE_H_
#define DRIFT_MONITOR_ADAPTERS_PROBE_H_

#include "absl/status/status.h"
#include "adapters/prediction_follower.h"
#include "core/label_book.h"
#include "core/monitor.h"

namespace prometheus {
class Counter;
}

namespace yachay::service {
class Metrics;
}

namespace yachay::drift_monitor {

class Probe {
 public:
  // `metrics` must outlive it.
  explicit Probe(service::Metrics& metrics);

  // yachay_drift_newest_row_timestamp_seconds{model}: when the newest row that was counted was served; with
  // --shared, of the panes that have closed.
  // Of each model's last window: yachay_drift_schema_changed{model}, yachay_drift_score{model,column},
  // yachay_drift_column_drifted{model,column}, yachay_drift_share{model},
  // yachay_drift_estimated_accuracy{model}, yachay_drift_estimated_macro_f1{model}. Of its last window that
  // has labels: yachay_drift_labelled_rows{model}, yachay_drift_real_accuracy{model},
  // yachay_drift_real_macro_f1{model}, yachay_drift_estimate_error{model} (of the accuracy), and for each
  // group column yachay_drift_error_gap{model,column} and yachay_drift_error_gap_low{model,column}, NaN where
  // no two groups have labels enough. All are read when asked for: they stand again after a restart. Both
  // arguments outlive the scraping.
  void Watch(const Monitor& monitor, const LabelBook& labels);
  // yachay_drift_windows_total{model}, yachay_drift_retrain_requests_total{model}; and one line that holds
  // the verdict.
  void Closed(const Report& report);
  // yachay_drift_rows_total{result}: counted, duplicate, no_reference, late, ahead, unreadable.
  void Taken(Monitor::Outcome outcome);
  // yachay_drift_labels_total{result}: as OutcomeReader tells; since the start, when all are read again.
  void Labelled(const char* result);
  void Unreadable(const kafka::ReceivedRecord& record, const absl::Status& why);

  FollowerEvents Events();

 private:
  void Show(const Report& report);
  void ShowNewestRow(const ModelStatus& status);
  void Show(const std::string& model, const drift_monitor::Labelled& labelled,
            const std::vector<std::string>& columns);
  void Set(const char* name, const char* help, const std::string& model, double value);

  service::Metrics& metrics_;
  prometheus::Counter& counted_;
  prometheus::Counter& duplicates_;
  prometheus::Counter& no_reference_;
  prometheus::Counter& late_;
  prometheus::Counter& ahead_;
  prometheus::Counter& unreadable_;
};

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_ADAPTERS_PROBE_H_

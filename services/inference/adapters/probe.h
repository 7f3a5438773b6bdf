// What this service counts, in words of its own. Thread-safe.
#ifndef INFERENCE_ADAPTERS_PROBE_H_
#define INFERENCE_ADAPTERS_PROBE_H_

#include <cstddef>
#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "core/shadow.h"

namespace prometheus {
class Counter;
class Histogram;
}  // namespace prometheus

namespace yachay::service {
class Metrics;
}

namespace yachay::models {
struct Manifest;
}

namespace yachay::inference {

class Probe {
 public:
  // `metrics` must outlive it.
  explicit Probe(service::Metrics& metrics);

  // yachay_predictions_total{model,version}, in rows
  void Scored(const models::Manifest& manifest, size_t rows) ABSL_LOCKS_EXCLUDED(mutex_);
  // yachay_scoring_seconds, encoding included, of one request
  void Took(absl::Duration took);
  // yachay_other_views_rows_total{model,version}: rows of views that the model was not trained on
  void OtherViews(const models::Manifest& manifest, size_t rows);
  // yachay_shadow_*{model,version}: rows, rows that agree, their differences, and the challenger's time
  void Compared(const models::Manifest& challenger, const Comparison& comparison, absl::Duration took);
  // yachay_shadow_dropped_total, in rows
  void ShadowDropped(size_t rows);
  // yachay_model_loads_total{result}
  void Loaded();
  void Refused();
  // yachay_registry_read_failures_total
  void RegistryUnreadable();
  // yachay_prediction_log_dropped_total, in rows
  void LogDropped(size_t rows);

 private:
  prometheus::Counter& Predictions(const models::Manifest& manifest) ABSL_LOCKS_EXCLUDED(mutex_);

  service::Metrics& metrics_;
  prometheus::Histogram& scoring_;
  prometheus::Counter& loaded_;
  prometheus::Counter& refused_;
  prometheus::Counter& registry_unreadable_;
  prometheus::Counter& log_dropped_;
  prometheus::Counter& shadow_dropped_;
  absl::Mutex mutex_;  // shared on the way of a request
  std::map<std::string, std::map<int, prometheus::Counter*>> predictions_ ABSL_GUARDED_BY(mutex_);
};

// What a Shadow tells. `probe` outlives it.
Shadow::Compared TellProbe(Probe& probe);

}  // namespace yachay::inference

#endif  // INFERENCE_ADAPTERS_PROBE_H_

// What this service counts, in words of its own. Thread-safe.
#ifndef INFERENCE_ADAPTERS_PROBE_H_
#define INFERENCE_ADAPTERS_PROBE_H_

#include <cstddef>
#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "core/follow_plan.h"

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

  // yachay_predictions_total{model,version}, in rows, and yachay_scoring_seconds, encoding included.
  void Scored(const models::Manifest& manifest, size_t rows, absl::Duration took) ABSL_LOCKS_EXCLUDED(mutex_);
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
  absl::Mutex mutex_;  // shared on the way of a request
  std::map<std::string, std::map<int, prometheus::Counter*>> predictions_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace yachay::inference

#endif  // INFERENCE_ADAPTERS_PROBE_H_

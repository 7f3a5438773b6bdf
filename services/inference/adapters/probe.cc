#include "adapters/probe.h"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>

#include "absl/strings/str_cat.h"
#include "models/manifest.h"
#include "service/metrics.h"

namespace yachay::inference {
namespace {

constexpr char kLoadsHelp[] = "Versions that were tried, by result: ready or refused";

}  // namespace

Probe::Probe(service::Metrics& metrics)
    : metrics_(metrics),
      scoring_(
          metrics.Histogram("yachay_scoring_seconds", "Time to encode and score the rows of one request")),
      loaded_(metrics.Counter("yachay_model_loads_total", kLoadsHelp, {{"result", "ready"}})),
      refused_(metrics.Counter("yachay_model_loads_total", kLoadsHelp, {{"result", "refused"}})),
      registry_unreadable_(metrics.Counter("yachay_registry_read_failures_total",
                                           "Times that the registry became unreadable")),
      log_dropped_(metrics.Counter("yachay_prediction_log_dropped_total",
                                   "Served rows that were to be logged and were not")) {}

prometheus::Counter& Probe::Predictions(const models::Manifest& manifest) {
  {
    const absl::ReaderMutexLock lock(&mutex_);
    const auto model = predictions_.find(manifest.name);
    if (model != predictions_.end()) {
      const auto version = model->second.find(manifest.version);
      if (version != model->second.end()) return *version->second;
    }
  }
  prometheus::Counter& counter =
      metrics_.Counter("yachay_predictions_total", "Rows that were scored",
                       {{"model", manifest.name}, {"version", absl::StrCat(manifest.version)}});
  const absl::MutexLock lock(&mutex_);
  predictions_[manifest.name][manifest.version] = &counter;
  return counter;
}

void Probe::Scored(const models::Manifest& manifest, size_t rows, absl::Duration took) {
  Predictions(manifest).Increment(static_cast<double>(rows));
  scoring_.Observe(absl::ToDoubleSeconds(took));
}

void Probe::Loaded() { loaded_.Increment(); }
void Probe::Refused() { refused_.Increment(); }
void Probe::RegistryUnreadable() { registry_unreadable_.Increment(); }
void Probe::LogDropped(size_t rows) { log_dropped_.Increment(static_cast<double>(rows)); }

}  // namespace yachay::inference

#include "adapters/probe.h"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>

#include "absl/strings/str_cat.h"
#include "core/loaded_model.h"
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
      registry_unreadable_(
          metrics.Counter("yachay_registry_read_failures_total", "Reads of the registry that failed")),
      log_dropped_(metrics.Counter("yachay_prediction_log_dropped_total",
                                   "Served rows that were to be logged and were not")),
      shadow_dropped_(metrics.Counter("yachay_shadow_dropped_total",
                                      "Rows that the challenger was to score and did not")) {}

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

void Probe::Scored(const models::Manifest& manifest, size_t rows) {
  Predictions(manifest).Increment(static_cast<double>(rows));
}

void Probe::OtherViews(const models::Manifest& manifest, size_t rows) {
  metrics_
      .Counter("yachay_other_views_rows_total",
               "Rows of learners whose views are not those that the model was trained on",
               {{"model", manifest.name}, {"version", absl::StrCat(manifest.version)}})
      .Increment(static_cast<double>(rows));
}

void Probe::Took(absl::Duration took) { scoring_.Observe(absl::ToDoubleSeconds(took)); }

void Probe::Compared(const models::Manifest& challenger, const Comparison& comparison, absl::Duration took) {
  const service::Metrics::Labels labels = {{"model", challenger.name},
                                           {"version", absl::StrCat(challenger.version)}};
  metrics_.Counter("yachay_shadow_rows_total", "Rows that the challenger scored unseen", labels)
      .Increment(static_cast<double>(comparison.rows));
  metrics_.Counter("yachay_shadow_agreed_total", "Of these, rows with the champion's label", labels)
      .Increment(static_cast<double>(comparison.agreed));
  auto& differences = metrics_.Histogram("yachay_shadow_score_difference",
                                         "Greatest distance of a row's scores from the champion's", labels,
                                         {0, 1e-4, 1e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1});
  for (const double difference : comparison.differences) differences.Observe(difference);
  metrics_
      .Histogram("yachay_shadow_scoring_seconds", "The challenger's time for the rows of one request", labels)
      .Observe(absl::ToDoubleSeconds(took));
}

void Probe::ShadowDropped(size_t rows) { shadow_dropped_.Increment(static_cast<double>(rows)); }

void Probe::Loaded() { loaded_.Increment(); }
void Probe::Refused() { refused_.Increment(); }
void Probe::RegistryUnreadable() { registry_unreadable_.Increment(); }
void Probe::LogDropped(size_t rows) { log_dropped_.Increment(static_cast<double>(rows)); }

Shadow::Compared TellProbe(Probe& probe) {
  return [&probe](const LoadedModel& challenger, const Comparison& comparison, absl::Duration took) {
    probe.Compared(challenger.manifest(), comparison, took);
  };
}

}  // namespace yachay::inference

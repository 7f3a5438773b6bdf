#include "adapters/probe.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>

namespace yachay::feature_store {

Probe::Probe(service::Metrics& metrics)
    : applied_(metrics.Counter("yachay_feature_store_applied_total", "Events that changed state")),
      duplicates_(
          metrics.Counter("yachay_feature_store_duplicates_total", "Events that were applied before")),
      dead_lettered_(
          metrics.Counter("yachay_feature_store_dead_lettered_total", "Records that could not be read")),
      lag_(metrics.Gauge("yachay_feature_store_lag",
                         "Records on the assigned partitions that are not applied yet")) {}

void Probe::Applied(const BatchCounts& counts) {
  applied_.Increment(static_cast<double>(counts.applied));
  duplicates_.Increment(static_cast<double>(counts.duplicates));
  dead_lettered_.Increment(static_cast<double>(counts.dead_lettered));
}

void Probe::Lag(std::int64_t records) { lag_.Set(static_cast<double>(records)); }

}  // namespace yachay::feature_store

#ifndef FEATURE_STORE_ADAPTERS_PROBE_H_
#define FEATURE_STORE_ADAPTERS_PROBE_H_

#include <cstdint>

#include "core/state_store.h"
#include "service/metrics.h"

namespace yachay::feature_store {

// What the store tells Prometheus. Counters are of this process; those of all time stand in GetLogPosition.
class Probe {
 public:
  explicit Probe(service::Metrics& metrics);

  void Applied(const BatchCounts& counts);
  // Records of all partitions of this process that wait to be applied; called at every scrape.
  void Lag(std::int64_t records);

 private:
  prometheus::Counter& applied_;
  prometheus::Counter& duplicates_;
  prometheus::Counter& dead_lettered_;
  prometheus::Gauge& lag_;
};

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_ADAPTERS_PROBE_H_

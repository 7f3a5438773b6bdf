#ifndef FEATURE_STORE_ADAPTERS_PROBE_H_
#define FEATURE_STORE_ADAPTERS_PROBE_H_

#include <array>
#include <atomic>
#include <cstdint>

#include "absl/types/span.h"
#include "core/query.h"
#include "core/state_store.h"
#include "service/metrics.h"

namespace yachay::feature_store {

// What the store tells Prometheus. Counters are of this process; those of all time stand in GetLogPosition.
class Probe {
 public:
  explicit Probe(service::Metrics& metrics);

  void Applied(const BatchCounts& counts);
  // A record that ingestion had at `received_ms` is applied.
  void AppliedUpTo(std::int64_t received_ms);
  // So many rewards were told.
  void Rewarded(std::size_t rewards);
  // Records of all partitions of this process that wait to be applied; called at every scrape.
  void Lag(std::int64_t records, std::int64_t now_ms);
  // An answer as of `as_of_ms` goes out.
  void Served(absl::Span<const Column> columns, std::int64_t as_of_ms);

 private:
  prometheus::Counter& applied_;
  prometheus::Counter& duplicates_;
  prometheus::Counter& dead_lettered_;
  prometheus::Counter& erased_;
  prometheus::Counter& erasures_;
  prometheus::Counter& rewards_;
  prometheus::Gauge& lag_;
  prometheus::Gauge& lag_seconds_;
  prometheus::Histogram& age_;
  std::array<prometheus::Counter*, 4> values_;  // by ValueStatus
  std::atomic<std::int64_t> applied_up_to_ms_ = 0;
};

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_ADAPTERS_PROBE_H_

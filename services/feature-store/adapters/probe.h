#ifndef FEATURE_STORE_ADAPTERS_PROBE_H_
#define FEATURE_STORE_ADAPTERS_PROBE_H_

#include <array>
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
  // So many rewards were told.
  void Rewarded(std::size_t rewards);
  // An answer as of `as_of_ms` goes out.
  void Served(absl::Span<const Column> columns, std::int64_t as_of_ms);

 private:
  prometheus::Counter& applied_;
  prometheus::Counter& duplicates_;
  prometheus::Counter& dead_lettered_;
  prometheus::Counter& erased_;
  prometheus::Counter& erasures_;
  prometheus::Counter& rewards_;
  prometheus::Histogram& age_;
  std::array<prometheus::Counter*, 4> values_;  // by ValueStatus
};

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_ADAPTERS_PROBE_H_

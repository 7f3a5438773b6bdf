// What ingestion tells the scraper, each by what happened.
#ifndef INGESTION_ADAPTERS_PROBE_H_
#define INGESTION_ADAPTERS_PROBE_H_

#include <map>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "core/gate.h"
#include "events/validation.h"
#include "kafka/producer.h"
#include "service/metrics.h"

namespace yachay::ingestion {

// Thread-safe. `metrics` must outlive it.
class Probe {
 public:
  explicit Probe(service::Metrics& metrics);

  void Accepted(int events);
  // One event that broke these rules. The label `rule` is the field without its index: as many values as the
  // table of rules has lines, whatever clients send.
  void Rejected(const std::vector<events::Violation>& violations) ABSL_LOCKS_EXCLUDED(mutex_);
  void Failed();
  // `game` only when the quota file names it; else clients would make up labels.
  void OverQuota(const std::string& game);
  void GateShut();
  void Unmapped(int statements);
  // Gauges that are read at each scrape; both must outlive `metrics`' last scrape.
  void Watch(const Gate& gate, const kafka::Producer& producer);

 private:
  service::Metrics& metrics_;
  prometheus::Counter& accepted_;
  prometheus::Counter& rejected_;
  prometheus::Counter& failed_;
  prometheus::Counter& gate_shut_;
  prometheus::Counter& unmapped_;
  absl::Mutex mutex_;
  std::map<std::string, prometheus::Counter*> rules_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace yachay::ingestion

#endif  // INGESTION_ADAPTERS_PROBE_H_

// The service's metrics, by what they mean.
#ifndef RECOMMENDATION_ADAPTERS_PROBE_H_
#define RECOMMENDATION_ADAPTERS_PROBE_H_

#include <map>
#include <string>

#include "absl/time/time.h"
#include "core/catalog.h"
#include "kafka/producer.h"
#include "service/metrics.h"

namespace yachay::recommendation {

class CatalogLog;
class Rewards;
class Watchers;

// Thread-safe. Metrics outlive it.
class Probe {
 public:
  explicit Probe(service::Metrics& metrics);

  // An answer of this fallback (its name in the proto) and policy went out; ranking took this long, waiting
  // for a ranker included.
  void Answered(const std::string& fallback, const std::string& policy, absl::Duration ranking);
  // Something became of an answer of this policy and fallback: "taken", "completed", …
  void Became(const std::string& policy, const std::string& fallback, const std::string& outcome);
  // A record of what was recommended did not reach the broker.
  void LogLost();
  // A gauge of the records that wait for the broker; the producer outlives the metrics' last scrape.
  void Watch(const kafka::Producer& log);
  // Gauges of the catalogue, read at each scrape; both outlive the metrics' last scrape.
  void Watch(const Catalog& catalog, const CatalogLog& log);
  // The same of leaderboards and of those who watch.
  void Watch(const Rewards& rewards, const Watchers& watchers);

 private:
  service::Metrics& metrics_;
  prometheus::Histogram& ranking_;
  prometheus::Counter& lost_;
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_PROBE_H_

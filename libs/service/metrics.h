// The metrics of a process, as Prometheus scrapes them. Thread-safe; metrics live as long as the Metrics.
//
//   prometheus::Counter& applied = metrics.Counter("yachay_events_applied_total", "Events that changed
//   state"); applied.Increment();                                             // #include
//   <prometheus/counter.h>
//
// Asking again for the same name and labels gives the same metric. Labels never carry ids of learners or
// devices.
#ifndef SERVICE_METRICS_H_
#define SERVICE_METRICS_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
class Registry;
}  // namespace prometheus

namespace yachay::service {

class Metrics {
 public:
  using Labels = std::map<std::string, std::string>;

  Metrics();
  ~Metrics();

  prometheus::Counter& Counter(const std::string& name, const std::string& help, const Labels& labels = {});
  prometheus::Gauge& Gauge(const std::string& name, const std::string& help, const Labels& labels = {});
  // Buckets are upper bounds, ascending; default: seconds from 100 µs to 10 s.
  prometheus::Histogram& Histogram(const std::string& name, const std::string& help,
                                   const Labels& labels = {},
                                   const std::vector<double>& buckets = LatencyBuckets());
  static std::vector<double> LatencyBuckets();

  // Runs before every scrape, in the scraper's thread: for gauges that are read, not kept.
  void OnScrape(std::function<void()> update);

  // The text that a scraper reads.
  std::string Scrape();

 private:
  std::unique_ptr<prometheus::Registry> registry_;
  absl::Mutex mutex_;
  std::vector<std::function<void()>> updates_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace yachay::service

#endif  // SERVICE_METRICS_H_

#include "service/saturation.h"

#include <prometheus/gauge.h>

#include <utility>

namespace yachay::service {

void WatchLag(Metrics& metrics, const std::string& consumer, std::function<Waiting()> read) {
  prometheus::Gauge& records = metrics.Gauge(
      "yachay_consumer_lag_records", "Records on the log that are not handled yet", {{"consumer", consumer}});
  prometheus::Gauge& seconds = metrics.Gauge("yachay_consumer_lag_seconds",
                                             "How long the oldest of them has waited, at most; 0: none waits",
                                             {{"consumer", consumer}});
  metrics.OnScrape([&records, &seconds, read = std::move(read)] {
    const Waiting waiting = read();
    records.Set(static_cast<double>(waiting.records));
    seconds.Set(absl::ToDoubleSeconds(waiting.age));
  });
}

void WatchStore(Metrics& metrics, std::function<std::int64_t()> bytes) {
  prometheus::Gauge& gauge =
      metrics.Gauge("yachay_store_bytes", "Files and memory of this process's own store");
  metrics.OnScrape([&gauge, bytes = std::move(bytes)] { gauge.Set(static_cast<double>(bytes())); });
}

}  // namespace yachay::service

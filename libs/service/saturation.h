// Gauges of what fills up, read at each scrape: how far a reader of a log is behind, and how large a store
// is.
#ifndef SERVICE_SATURATION_H_
#define SERVICE_SATURATION_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/time/time.h"
#include "service/metrics.h"

namespace yachay::service {

// What waits to be handled, and how long the oldest of it has waited.
struct Waiting {
  std::int64_t records = 0;
  absl::Duration age;
};

// yachay_consumer_lag_records and yachay_consumer_lag_seconds{consumer="…"}: the name says what is read, not
// by whom, since that is the job. `read` is called at each scrape, in the scraper's thread.
void WatchLag(Metrics& metrics, const std::string& consumer, std::function<Waiting()> read);

// The same of whatever has a backlog() of records and age, as kafka::Consumer and kafka::LogReader have; it
// outlives the last scrape.
template <typename Reader>
void WatchLag(Metrics& metrics, const std::string& consumer, Reader* reader) {
  WatchLag(metrics, consumer, [reader] {
    const auto backlog = reader->backlog();
    return Waiting{backlog.records, backlog.age};
  });
}

// yachay_store_bytes: files and memory of the process's own store. Not for one that processes share: its
// servers have metrics of their own.
void WatchStore(Metrics& metrics, std::function<std::int64_t()> bytes);

}  // namespace yachay::service

#endif  // SERVICE_SATURATION_H_

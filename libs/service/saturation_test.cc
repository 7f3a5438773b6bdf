#include "service/saturation.h"

#include "testing/catch.h"

namespace yachay::service {
namespace {

TEST_CASE("lag and size are read anew at each scrape") {
  Metrics metrics;
  Waiting waiting{3, absl::Milliseconds(1500)};
  struct Reader {
    Waiting backlog() { return {7, absl::ZeroDuration()}; }
  } reader;
  std::int64_t bytes = 10;
  WatchLag(metrics, "events", [&] { return waiting; });
  WatchLag(metrics, "rewards", &reader);
  WatchStore(metrics, [&] { return bytes; });
  const std::string first = metrics.Scrape();
  CHECK(first.find("yachay_consumer_lag_records{consumer=\"events\"} 3\n") != std::string::npos);
  CHECK(first.find("yachay_consumer_lag_seconds{consumer=\"events\"} 1.5\n") != std::string::npos);
  CHECK(first.find("yachay_consumer_lag_records{consumer=\"rewards\"} 7\n") != std::string::npos);
  CHECK(first.find("yachay_store_bytes 10\n") != std::string::npos);
  waiting.records = 0;
  bytes = 2'000'000;
  const std::string second = metrics.Scrape();
  CHECK(second.find("yachay_consumer_lag_records{consumer=\"events\"} 0\n") != std::string::npos);
  CHECK(second.find("yachay_store_bytes 2000000\n") != std::string::npos);
}

}  // namespace
}  // namespace yachay::service

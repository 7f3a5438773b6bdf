#ifndef BENCH_FRESHNESS_BARE_H_
#define BENCH_FRESHNESS_BARE_H_

#include <librdkafka/rdkafka.h>

#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace yachay::bench {

// librdkafka and nothing else: a producer with acks from all, and a consumer that reads the whole topic as it
// grows.
class BareClient {
 public:
  BareClient(const std::string& brokers, const std::string& topic, int partitions);
  ~BareClient();

  // Produces one record, and returns when the consumer has the record of this key.
  void SendAndReceive(const std::string& key, const std::string& value);

 private:
  struct Destroy {
    void operator()(rd_kafka_t* handle) const { rd_kafka_destroy(handle); }
  };
  using Handle = std::unique_ptr<rd_kafka_t, Destroy>;
  static Handle Open(rd_kafka_type_t type, const std::string& brokers);
  void Consume();
  bool Seen() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return seen_; }

  const std::string topic_;
  Handle producer_;
  Handle consumer_;
  absl::Mutex mutex_;
  std::string key_ ABSL_GUARDED_BY(mutex_);  // waited for
  bool seen_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace yachay::bench

#endif  // BENCH_FRESHNESS_BARE_H_

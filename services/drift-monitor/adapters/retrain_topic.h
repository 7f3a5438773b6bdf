// The topic of requests for retraining: each key is put there once, whoever asked before and whatever died
// since.
#ifndef DRIFT_MONITOR_ADAPTERS_RETRAIN_TOPIC_H_
#define DRIFT_MONITOR_ADAPTERS_RETRAIN_TOPIC_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "core/report.h"

namespace yachay::kafka {
class LogReader;
class Producer;
struct Record;
}  // namespace yachay::kafka

namespace yachay::drift_monitor {

// A RetrainRequested keyed by the model, with CloudEvents headers; it begins a trace, which its answer goes
// on in.
kafka::Record RetrainRecord(const Report& report, absl::Time requested_at);

// Not thread-safe.
class RetrainTopic {
 public:
  using Clock = std::function<absl::Time()>;

  // The errors of kafka::Producer::Create; a broker that is away is none.
  static absl::StatusOr<std::unique_ptr<RetrainTopic>> Open(const std::string& brokers,
                                                            const std::string& topic,
                                                            absl::Duration timeout = absl::Seconds(10),
                                                            Clock now = absl::Now);
  ~RetrainTopic();

  // Reads what is new on the topic, from its beginning the first time, and produces the request unless its
  // key is there. OK: the request is on the log. Else the errors of LogReader and Producer: ask again.
  // Blocks, at most twice `timeout`.
  absl::Status Ask(const Report& report);

 private:
  RetrainTopic(std::unique_ptr<kafka::Producer> producer, std::string brokers, std::string topic,
               absl::Duration timeout, Clock now);
  absl::Status ReadKeys();
  absl::Status Produce(const kafka::Record& record);

  const std::unique_ptr<kafka::Producer> producer_;
  const std::string brokers_;
  const std::string topic_;
  const absl::Duration timeout_;
  const Clock now_;
  std::unique_ptr<kafka::LogReader> reader_;
  absl::flat_hash_set<std::string> keys_;
};

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_ADAPTERS_RETRAIN_TOPIC_H_

// An idempotent producer: what it reports as delivered stands on all in-sync replicas, once, in order per
// key.
//
//   auto producer = Producer::Create({.brokers = "127.0.0.1:9092"});
//   absl::Status queued = (*producer)->Produce("topic", {.key = "k", .value = "v"},
//                                              [](absl::StatusOr<Position> at) { … });
//   …
//   (*producer)->Flush(absl::Seconds(10));  // before it is destroyed
#ifndef KAFKA_PRODUCER_H_
#define KAFKA_PRODUCER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "kafka/record.h"

namespace yachay::kafka {

struct ProducerOptions {
  std::string brokers;               // host:port[,host:port…]
  std::string client_id = "yachay";  // shows in the broker's logs and quotas
  int queue_records = 100'000;       // records not yet acknowledged; more: RESOURCE_EXHAUSTED
  int queue_kilobytes = 64 * 1024;   // the same, in KiB
  absl::Duration delivery_timeout = absl::Seconds(30);  // from Produce to the answer, retries included
  absl::Duration linger = absl::Milliseconds(5);  // how long a record waits for others to share a request
  std::map<std::string, std::string> properties;  // further librdkafka properties (TLS, SASL…); these win
  LogFn log;                                      // librdkafka's log lines; none: they are dropped
};

// Thread-safe. A broker that is away is no error here: connected() is false, and records wait in the queue
// until delivery_timeout. After a fatal error of the idempotent protocol the client inside is replaced, with
// backoff; what was not acknowledged by then ends UNAVAILABLE (it may stand on the log: sending it again is
// at-least-once).
class Producer {
 public:
  // Exactly one call, on the producer's own thread: be short, do not block, and do not destroy the producer
  // in it. OK: where the record stands. DEADLINE_EXCEEDED: delivery_timeout passed. UNAVAILABLE: not
  // acknowledged, try again. NOT_FOUND: no such topic. INVALID_ARGUMENT: the broker refused it (too large…).
  using Done = absl::AnyInvocable<void(absl::StatusOr<Position>)>;

  // INVALID_ARGUMENT: no brokers, or a property that librdkafka does not take (the message names it).
  static absl::StatusOr<std::unique_ptr<Producer>> Create(ProducerOptions options);
  // Records that are still queued end UNAVAILABLE: call Flush first.
  ~Producer();
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  // Queues a copy of the record. RESOURCE_EXHAUSTED: the queue is full; INVALID_ARGUMENT: larger than
  // message.max.bytes; UNAVAILABLE: the client inside is being replaced. On an error `done` is not called.
  absl::Status Produce(const std::string& topic, const Record& record, Done done);

  // Waits until every record queued before has had its answer. DEADLINE_EXCEEDED tells how many have not.
  absl::Status Flush(absl::Duration timeout);

  bool connected() const;    // some broker has answered since the last time that all were down
  int64_t queued() const;    // records without an answer yet, for a gauge
  int64_t replaced() const;  // how many times a fatal error made it replace the client inside

 private:
  class Impl;
  explicit Producer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace yachay::kafka

#endif  // KAFKA_PRODUCER_H_

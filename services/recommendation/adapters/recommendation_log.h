// What was recommended, on its topic. A slow or absent broker delays no answer: records wait, and are sent
// when it is back.
#ifndef RECOMMENDATION_ADAPTERS_RECOMMENDATION_LOG_H_
#define RECOMMENDATION_ADAPTERS_RECOMMENDATION_LOG_H_

#include <functional>
#include <string>

#include "kafka/producer.h"
#include "yachay/recommendation/v1/recommendation_log.pb.h"

namespace yachay::recommendation {

// The producer under a log: records wait a day for a broker that is away, at most 100,000 of 64 MiB together
// (some 20,000 answers of 5 items).
kafka::ProducerOptions LogProducer(const std::string& brokers);

class RecommendationLog {
 public:
  // The producer outlives it. `lost` is called, from any thread, for each record that did not reach the
  // broker; also while the producer is destroyed, so what it uses outlives the producer.
  RecommendationLog(kafka::Producer& producer, std::string topic, std::function<void()> lost);

  // Queues the record, with `trace` (a traceparent) unless it is empty; never blocks. False: it is lost, the
  // queue is full. Thread-safe.
  bool Log(const v1::RecommendationLogged& logged, std::int64_t now_ms, const std::string& trace = "");

 private:
  kafka::Producer& producer_;
  const std::string topic_;
  const std::function<void()> lost_;
};

// Sends what waits, for at most `timeout`; says in the log how many records are left, which are lost then.
void Flush(kafka::Producer& producer, absl::Duration timeout);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_RECOMMENDATION_LOG_H_

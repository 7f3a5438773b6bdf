// What was recommended, on its topic. Off the request's path: a slow or absent broker delays no answer.
#ifndef RECOMMENDATION_ADAPTERS_RECOMMENDATION_LOG_H_
#define RECOMMENDATION_ADAPTERS_RECOMMENDATION_LOG_H_

#include <functional>
#include <string>

#include "kafka/producer.h"
#include "yachay/recommendation/v1/recommendation_log.pb.h"

namespace yachay::recommendation {

class RecommendationLog {
 public:
  // The producer outlives it. `lost` is called, from any thread, for each record that did not reach the
  // broker.
  RecommendationLog(kafka::Producer& producer, std::string topic, std::function<void()> lost);

  // Queues the record, with `trace` (a traceparent) unless it is empty; never blocks. Thread-safe.
  void Log(const v1::RecommendationLogged& logged, std::int64_t now_ms, const std::string& trace = "");

 private:
  kafka::Producer& producer_;
  const std::string topic_;
  const std::function<void()> lost_;
};

// Sends what waits, for at most `timeout`; says in the log when something is left.
void Flush(kafka::Producer& producer, absl::Duration timeout);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_RECOMMENDATION_LOG_H_

#include "adapters/recommendation_log.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/cloud_event.h"
#include "service/log.h"

namespace yachay::recommendation {

kafka::ProducerOptions LogProducer(const std::string& brokers) {
  return {.brokers = brokers,
          .client_id = "yachay-recommendation-log",
          .delivery_timeout = absl::Hours(24),
          .properties = {},
          .log = &LogKafka};
}

RecommendationLog::RecommendationLog(kafka::Producer& producer, std::string topic, std::function<void()> lost)
    : producer_(producer), topic_(std::move(topic)), lost_(std::move(lost)) {}

bool RecommendationLog::Log(const v1::RecommendationLogged& logged, std::int64_t now_ms,
                            const std::string& trace) {
  kafka::Record record{.key = logged.learner_id(),
                       .value = logged.SerializeAsString(),
                       .headers = CloudEventHeaders(logged.recommendation_id(),
                                                    "yachay.recommendation.v1.RecommendationLogged", now_ms),
                       .timestamp_ms = now_ms};
  if (!trace.empty()) record.headers.push_back({"traceparent", trace});
  const absl::Status queued =
      producer_.Produce(topic_, record, [lost = lost_](const absl::StatusOr<kafka::Position>& at) {
        if (!at.ok()) lost();
      });
  if (!queued.ok()) lost_();
  return queued.ok();
}

void Flush(kafka::Producer& producer, absl::Duration timeout) {
  const absl::Status flushed = producer.Flush(timeout);
  if (!flushed.ok())
    service::LogWarn("records are lost", {{"records", absl::StrCat(producer.queued())},
                                          {"reason", std::string(flushed.message())}});
}

}  // namespace yachay::recommendation

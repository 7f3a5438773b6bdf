#include "adapters/recommendation_log.h"

#include <utility>

#include "adapters/cloud_event.h"
#include "service/log.h"

namespace yachay::recommendation {

RecommendationLog::RecommendationLog(kafka::Producer& producer, std::string topic, std::function<void()> lost)
    : producer_(producer), topic_(std::move(topic)), lost_(std::move(lost)) {}

void RecommendationLog::Log(const v1::RecommendationLogged& logged, std::int64_t now_ms,
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
}

void Flush(kafka::Producer& producer, absl::Duration timeout) {
  const absl::Status flushed = producer.Flush(timeout);
  if (!flushed.ok())
    service::LogWarn("records were not all sent", {{"reason", std::string(flushed.message())}});
}

}  // namespace yachay::recommendation

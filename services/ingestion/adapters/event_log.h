// Admitted events → records of learner-events: keyed by learner, CloudEvents headers (binary mode).
#ifndef INGESTION_ADAPTERS_EVENT_LOG_H_
#define INGESTION_ADAPTERS_EVENT_LOG_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "events/event.h"
#include "kafka/producer.h"

namespace yachay::ingestion {

// The record of an event. `traceparent` (W3C) is carried on when it is not empty.
kafka::Record ToRecord(const events::Event& event, const std::string& traceparent);

// Thread-safe. `producer` must outlive it.
class EventLog {
 public:
  EventLog(kafka::Producer& producer, std::string topic) : producer_(producer), topic_(std::move(topic)) {}

  // As kafka::Producer::Produce.
  absl::Status Append(const events::Event& event, const std::string& traceparent,
                      kafka::Producer::Done done) {
    return producer_.Produce(topic_, ToRecord(event, traceparent), std::move(done));
  }

 private:
  kafka::Producer& producer_;
  const std::string topic_;
};

}  // namespace yachay::ingestion

#endif  // INGESTION_ADAPTERS_EVENT_LOG_H_

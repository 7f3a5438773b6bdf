#include "adapters/prediction_topic.h"

#include <utility>

#include "adapters/probe.h"
#include "kafka/producer.h"
#include "service/log.h"

namespace yachay::inference {
namespace {

constexpr absl::Duration kLongestAway = absl::Hours(24);  // of a broker, before what waits for it is dropped

PredictionLog::Send SendTo(kafka::Producer& producer, const std::string& topic) {
  return [&producer, topic](const kafka::Record& record, absl::AnyInvocable<void(absl::Status)> done) {
    return producer.Produce(
        topic, record,
        [done = std::move(done)](const absl::StatusOr<kafka::Position>& at) mutable { done(at.status()); });
  };
}

}  // namespace

absl::StatusOr<std::unique_ptr<PredictionTopic>> PredictionTopic::Open(const std::string& brokers,
                                                                       const std::string& topic,
                                                                       const PredictionLog::Options& options,
                                                                       Probe& probe) {
  if (brokers.empty()) return nullptr;
  auto producer = kafka::Producer::Create({.brokers = brokers,
                                           .client_id = "yachay-inference",
                                           .delivery_timeout = kLongestAway,
                                           .log = service::LogSyslog});
  if (!producer.ok()) return producer.status();
  return std::unique_ptr<PredictionTopic>(new PredictionTopic(*std::move(producer), topic, options, probe));
}

PredictionTopic::PredictionTopic(std::unique_ptr<kafka::Producer> producer, const std::string& topic,
                                 const PredictionLog::Options& options, Probe& probe)
    : producer_(std::move(producer)),
      log_(options, SendTo(*producer_, topic), [&probe](size_t rows) { probe.LogDropped(rows); }) {}

PredictionTopic::~PredictionTopic() = default;

void PredictionTopic::Close(absl::Duration timeout) {
  log_.Close();
  const absl::Status flushed = producer_->Flush(timeout);
  if (!flushed.ok()) service::LogWarn("predictions were not all logged", {{"reason", flushed.message()}});
}

}  // namespace yachay::inference

#include "adapters/retrain_topic.h"

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "adapters/timestamps.h"
#include "kafka/log_reader.h"
#include "kafka/producer.h"
#include "service/log.h"
#include "service/trace.h"
#include "yachay/models/v1/models.pb.h"

namespace yachay::drift_monitor {

kafka::Record RetrainRecord(const Report& report, absl::Time requested_at) {
  yachay::models::v1::RetrainRequested request;
  request.set_idempotency_key(report.request_key);
  request.set_model(report.model);
  request.set_version(report.version);
  SetTimestamp(requested_at, *request.mutable_requested_at());
  request.set_reason(report.decision.why);
  for (const drift::ColumnVerdict& column : report.verdict.columns) {
    if (column.drifted) request.add_drifted_columns(column.name);
  }
  SetTimestamp(report.start, *request.mutable_window_start());
  SetTimestamp(report.end, *request.mutable_window_end());
  request.set_window_rows(static_cast<uint64_t>(report.verdict.current_rows));
  return {.key = report.model,
          .value = request.SerializeAsString(),
          .headers = {{"ce_specversion", "1.0"},
                      {"ce_id", report.request_key},
                      {"ce_source", "/yachay/drift-monitor"},
                      {"ce_type", "yachay.models.v1.RetrainRequested"},
                      {"ce_time", absl::FormatTime(absl::RFC3339_full, requested_at, absl::UTCTimeZone())},
                      {"content-type", "application/protobuf"},
                      {service::kTraceparent, service::NewTraceparent()}},
          .timestamp_ms = absl::ToUnixMillis(requested_at)};
}

absl::StatusOr<std::unique_ptr<RetrainTopic>> RetrainTopic::Open(const std::string& brokers,
                                                                 const std::string& topic,
                                                                 absl::Duration timeout, Clock now) {
  auto producer = kafka::Producer::Create({.brokers = brokers,
                                           .client_id = "yachay-drift-monitor",
                                           .delivery_timeout = timeout,
                                           .properties = {},
                                           .log = &service::LogSyslog});
  if (!producer.ok()) return producer.status();
  return std::unique_ptr<RetrainTopic>(
      new RetrainTopic(*std::move(producer), brokers, topic, timeout, std::move(now)));
}

RetrainTopic::RetrainTopic(std::unique_ptr<kafka::Producer> producer, std::string brokers, std::string topic,
                           absl::Duration timeout, Clock now)
    : producer_(std::move(producer)),
      brokers_(std::move(brokers)),
      topic_(std::move(topic)),
      timeout_(timeout),
      now_(std::move(now)) {}

RetrainTopic::~RetrainTopic() = default;

absl::Status RetrainTopic::Ask(const Report& report) {
  if (absl::Status s = ReadKeys(); !s.ok()) return s;
  if (keys_.contains(report.request_key)) {
    service::LogInfo("retraining was asked for before",
                     {{"model", report.model}, {"key", report.request_key}});
    return absl::OkStatus();
  }
  return Produce(RetrainRecord(report, now_()));
}

absl::Status RetrainTopic::ReadKeys() {
  if (reader_ == nullptr) {
    auto reader = kafka::LogReader::Create({.brokers = brokers_,
                                            .topic = topic_,
                                            .client_id = "yachay-drift-monitor",
                                            .properties = {},
                                            .log = &service::LogSyslog});
    if (!reader.ok()) return reader.status();
    reader_ = *std::move(reader);
  }
  const absl::Status read = reader_->ReadToEnd(
      [this](kafka::Batch batch) {
        for (const kafka::ReceivedRecord& record : batch) {
          yachay::models::v1::RetrainRequested request;
          if (request.ParseFromString(record.value)) keys_.insert(request.idempotency_key());
        }
        return absl::OkStatus();
      },
      timeout_);
  if (!absl::IsNotFound(read)) return read;
  reader_.reset();  // the topic is not there: nothing was asked yet, and the next reader shall see its
                    // partitions
  return absl::OkStatus();
}

absl::Status RetrainTopic::Produce(const kafka::Record& record) {
  absl::Notification answered;
  absl::Status result;
  const absl::Status queued =
      producer_->Produce(topic_, record, [&](const absl::StatusOr<kafka::Position>& at) {
        result = at.status();
        answered.Notify();
      });
  if (!queued.ok()) return queued;
  answered.WaitForNotification();  // the producer answers within its delivery timeout
  return result;
}

}  // namespace yachay::drift_monitor

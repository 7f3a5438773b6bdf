#include "cli/model_events.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "google/protobuf/util/time_util.h"
#include "kafka/log_reader.h"
#include "service/log.h"
#include "service/trace.h"

namespace yachay::cli {
namespace {

using google::protobuf::util::TimeUtil;
using models::v1::ModelEvent;
using models::v1::RetrainRequested;

constexpr absl::Duration kReadTimeout = absl::Minutes(2);

template <typename Message>
absl::StatusOr<std::vector<Message>> ReadAll(const std::string& brokers, const std::string& topic,
                                             const std::string& model) {
  auto reader = kafka::LogReader::Create({.brokers = brokers, .topic = topic, .log = service::LogSyslog});
  if (!reader.ok()) return reader.status();
  std::vector<Message> messages;
  const auto collect = [&](kafka::Batch batch) {
    for (const kafka::ReceivedRecord& record : batch) {
      Message message;
      if (message.ParseFromString(record.value) && message.model() == model)
        messages.push_back(std::move(message));
    }
    return absl::OkStatus();
  };
  const absl::Status read = (*reader)->ReadToEnd(collect, kReadTimeout);
  if (!read.ok() && !absl::IsNotFound(read)) return read;
  return messages;
}

absl::Status Put(kafka::Producer& producer, const std::string& topic, const kafka::Record& record) {
  absl::Notification answered;
  absl::Status status;
  const absl::Status queued = producer.Produce(topic, record, [&](const absl::StatusOr<kafka::Position>& at) {
    status = at.status();
    answered.Notify();
  });
  if (!queued.ok()) return queued;
  answered.WaitForNotification();  // the producer answers within its delivery timeout
  return status;
}

template <typename Message>
kafka::Record RecordOf(const Message& message, const std::string& id, const std::string& traceparent) {
  kafka::Record record{.key = message.model(),
                       .value = message.SerializeAsString(),
                       .headers = {{"ce_specversion", "1.0"},
                                   {"ce_id", id},
                                   {"ce_source", "/yachay/models"},
                                   {"ce_type", Message::descriptor()->full_name()},
                                   {"content-type", "application/protobuf"}}};
  if (!traceparent.empty()) record.headers.push_back({service::kTraceparent, traceparent});
  return record;
}

}  // namespace

ModelEvents::ModelEvents(std::string brokers, const std::string& topic_prefix,
                         std::unique_ptr<kafka::Producer> producer)
    : brokers_(std::move(brokers)), topics_(topic_prefix), producer_(std::move(producer)) {}

absl::StatusOr<ModelEvents> ModelEvents::Open(const std::string& brokers, const std::string& topic_prefix) {
  auto producer = kafka::Producer::Create({.brokers = brokers, .log = service::LogSyslog});
  if (!producer.ok()) return producer.status();
  return ModelEvents(brokers, topic_prefix, *std::move(producer));
}

absl::StatusOr<std::vector<ModelEvent>> ModelEvents::Events(const std::string& model) const {
  return ReadAll<ModelEvent>(brokers_, topics_.model_events(), model);
}

absl::StatusOr<std::vector<RetrainRequested>> ModelEvents::Requests(const std::string& model) const {
  return ReadAll<RetrainRequested>(brokers_, topics_.retrain_requests(), model);
}

absl::Status ModelEvents::Tell(ModelEvent event, const std::string& traceparent) {
  if (!event.has_at()) *event.mutable_at() = TimeUtil::GetCurrentTime();
  const std::string id = absl::StrCat(event.request_key(), "/", event.version(), "/", event.kind());
  return Put(*producer_, topics_.model_events(), RecordOf(event, id, traceparent));
}

absl::StatusOr<bool> ModelEvents::Ask(RetrainRequested request) {
  const auto asked = Requests(request.model());
  if (!asked.ok()) return asked.status();
  const bool there = std::any_of(asked->begin(), asked->end(), [&](const RetrainRequested& other) {
    return other.idempotency_key() == request.idempotency_key();
  });
  if (there) return false;
  if (!request.has_requested_at()) *request.mutable_requested_at() = TimeUtil::GetCurrentTime();
  const absl::Status put = Put(*producer_, topics_.retrain_requests(),
                               RecordOf(request, request.idempotency_key(), service::NewTraceparent()));
  if (!put.ok()) return put;
  return true;
}

}  // namespace yachay::cli

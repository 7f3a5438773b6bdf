#include "kafka/topic_admin.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace yachay::kafka {
namespace {

template <typename T, auto kDestroy>
struct DestroyedBy {
  void operator()(T* it) const { kDestroy(it); }
};
template <typename T, auto kDestroy>
using Owned = std::unique_ptr<T, DestroyedBy<T, kDestroy>>;

using NewTopic = Owned<rd_kafka_NewTopic_t, rd_kafka_NewTopic_destroy>;
using Resource = Owned<rd_kafka_ConfigResource_t, rd_kafka_ConfigResource_destroy>;
using Request = Owned<rd_kafka_AdminOptions_t, rd_kafka_AdminOptions_destroy>;
using Queue = Owned<rd_kafka_queue_t, rd_kafka_queue_destroy>;
using Event = Owned<rd_kafka_event_t, rd_kafka_event_destroy>;

constexpr absl::Duration kController = absl::Seconds(5);

int Milliseconds(absl::Duration duration) { return static_cast<int>(absl::ToInt64Milliseconds(duration)); }

// C's array of what a vector of owners holds.
template <typename Owner>
std::vector<typename Owner::pointer> Pointers(const std::vector<Owner>& owners) {
  std::vector<typename Owner::pointer> pointers;
  for (const Owner& owner : owners) pointers.push_back(owner.get());
  return pointers;
}

absl::Status Explain(rd_kafka_resp_err_t error, const char* reason, const std::string& what) {
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return absl::OkStatus();
  return absl::Status(ToStatus(error, what).code(), absl::StrCat(what, ": ", reason == nullptr ? "" : reason,
                                                                 " (", rd_kafka_err2name(error), ")"));
}

// Sends a request and waits for its answer, which is one without an error of the whole.
template <typename Send>
absl::StatusOr<Event> Ask(rd_kafka_t* handle, const AdminOptions& options, rd_kafka_admin_op_t operation,
                          const std::string& what, const Send& send) {
  const Request request(rd_kafka_AdminOptions_new(handle, operation));
  std::array<char, 256> reason{};
  const int timeout = Milliseconds(options.timeout);
  rd_kafka_AdminOptions_set_request_timeout(request.get(), timeout, reason.data(), reason.size());
  // Only for those that change something; the others refuse it, which changes nothing.
  rd_kafka_AdminOptions_set_operation_timeout(request.get(), timeout, reason.data(), reason.size());
  const Queue queue(rd_kafka_queue_new(handle));
  send(request.get(), queue.get());
  Event event(rd_kafka_queue_poll(queue.get(), timeout + 1000));
  if (!event) return absl::UnavailableError(absl::StrCat(what, ": no answer from ", options.brokers));
  absl::Status told =
      Explain(rd_kafka_event_error(event.get()), rd_kafka_event_error_string(event.get()), what);
  if (!told.ok()) return told;
  return event;
}

absl::StatusOr<NewTopic> ToNewTopic(const TopicSpec& spec) {
  std::array<char, 256> reason{};
  NewTopic topic(rd_kafka_NewTopic_new(spec.name.c_str(), spec.partitions, spec.replication, reason.data(),
                                       reason.size()));
  if (!topic) return absl::InvalidArgumentError(absl::StrCat("topic ", spec.name, ": ", reason.data()));
  for (const auto& [name, value] : SettingsOf(spec))
    rd_kafka_NewTopic_set_config(topic.get(), name.c_str(), value.c_str());
  return topic;
}

absl::Status CreatedAll(const rd_kafka_event_t* event) {
  size_t count = 0;
  const rd_kafka_topic_result_t** topics = rd_kafka_CreateTopics_result_topics(
      rd_kafka_event_CreateTopics_result(const_cast<rd_kafka_event_t*>(event)), &count);
  for (size_t i = 0; i < count; ++i) {
    const rd_kafka_resp_err_t error = rd_kafka_topic_result_error(topics[i]);
    if (error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) continue;
    absl::Status created = Explain(error, rd_kafka_topic_result_error_string(topics[i]),
                                   absl::StrCat("create ", rd_kafka_topic_result_name(topics[i])));
    if (!created.ok()) return created;
  }
  return absl::OkStatus();
}

TopicSettings ToSettings(const rd_kafka_ConfigResource_t& resource) {
  size_t count = 0;
  const rd_kafka_ConfigEntry_t** entries = rd_kafka_ConfigResource_configs(&resource, &count);
  TopicSettings settings;
  for (size_t i = 0; i < count; ++i) {
    const char* value = rd_kafka_ConfigEntry_value(entries[i]);
    if (value != nullptr) settings[rd_kafka_ConfigEntry_name(entries[i])] = value;
  }
  return settings;
}

bool HasController(rd_kafka_t* handle, absl::Duration timeout) {
  const int32_t controller = rd_kafka_controllerid(handle, Milliseconds(timeout));
  const rd_kafka_metadata_t* answer = nullptr;
  if (rd_kafka_metadata(handle, 0, nullptr, &answer, Milliseconds(timeout)) != RD_KAFKA_RESP_ERR_NO_ERROR)
    return false;
  const Owned<const rd_kafka_metadata_t, rd_kafka_metadata_destroy> metadata(answer);
  return std::any_of(metadata->brokers, metadata->brokers + metadata->broker_cnt,
                     [&](const rd_kafka_metadata_broker_t& broker) { return broker.id == controller; });
}

}  // namespace

TopicSettings SettingsOf(const TopicSpec& spec) {
  return {{"cleanup.policy", spec.compacted ? "compact" : "delete"},
          {"min.insync.replicas", absl::StrCat(spec.min_insync_replicas)},
          {"retention.ms", absl::StrCat(spec.retention_ms)}};
}

absl::Status AwaitController(rd_kafka_t* handle, const AdminOptions& options) {
  if (HasController(handle, std::min(options.timeout, kController))) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat(
      "no controller at ", options.brokers,
      ", so topics cannot be created: a real broker is still starting, try "
      "again; the embedded one never has one, give it its topics when it starts (--topic NAME:PARTITIONS)"));
}

absl::Status CreateTopics(rd_kafka_t* handle, const AdminOptions& options,
                          absl::Span<const TopicSpec> specs) {
  std::vector<NewTopic> topics;
  for (const TopicSpec& spec : specs) {
    absl::StatusOr<NewTopic> topic = ToNewTopic(spec);
    if (!topic.ok()) return topic.status();
    topics.push_back(*std::move(topic));
  }
  std::vector<rd_kafka_NewTopic_t*> pointers = Pointers(topics);
  const auto event = Ask(handle, options, RD_KAFKA_ADMIN_OP_CREATETOPICS, "create topics",
                         [&](const rd_kafka_AdminOptions_t* request, rd_kafka_queue_t* queue) {
                           rd_kafka_CreateTopics(handle, pointers.data(), pointers.size(), request, queue);
                         });
  return event.ok() ? CreatedAll(event->get()) : event.status();
}

absl::StatusOr<std::map<std::string, TopicSettings>> ReadSettings(rd_kafka_t* handle,
                                                                  const AdminOptions& options,
                                                                  absl::Span<const std::string> topics) {
  std::vector<Resource> resources;
  for (const std::string& topic : topics)
    resources.emplace_back(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
  std::vector<rd_kafka_ConfigResource_t*> pointers = Pointers(resources);
  const auto event = Ask(handle, options, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, "settings of topics",
                         [&](const rd_kafka_AdminOptions_t* request, rd_kafka_queue_t* queue) {
                           rd_kafka_DescribeConfigs(handle, pointers.data(), pointers.size(), request, queue);
                         });
  if (!event.ok()) return event.status();
  size_t count = 0;
  const rd_kafka_ConfigResource_t** found =
      rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event->get()), &count);
  std::map<std::string, TopicSettings> settings;
  for (size_t i = 0; i < count; ++i) {
    const char* name = rd_kafka_ConfigResource_name(found[i]);
    absl::Status told =
        Explain(rd_kafka_ConfigResource_error(found[i]), rd_kafka_ConfigResource_error_string(found[i]),
                absl::StrCat("settings of ", name));
    if (!told.ok()) return told;
    settings[name] = ToSettings(*found[i]);
  }
  return settings;
}

}  // namespace yachay::kafka

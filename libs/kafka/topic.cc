#include "kafka/topic.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "kafka/client.h"

namespace yachay::kafka {
namespace {

using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, decltype(&rd_kafka_NewTopic_destroy)>;
using Metadata = std::unique_ptr<const rd_kafka_metadata_t, decltype(&rd_kafka_metadata_destroy)>;

constexpr absl::Duration kController = absl::Seconds(5);

int Milliseconds(absl::Duration duration) { return static_cast<int>(absl::ToInt64Milliseconds(duration)); }

// A consumer's handle: only that kind can ask for topics without bringing them into being.
absl::StatusOr<Handle> OpenAdmin(Client& client, const AdminOptions& options) {
  return client.Open(RD_KAFKA_CONSUMER,
                     {{"bootstrap.servers", options.brokers},
                      {"client.id", "yachay-admin"},
                      {"allow.auto.create.topics", "false"}},
                     options.properties);
}

absl::StatusOr<std::vector<TopicInfo>> List(rd_kafka_t* handle, const AdminOptions& options) {
  const rd_kafka_metadata_t* answer = nullptr;
  const rd_kafka_resp_err_t error =
      rd_kafka_metadata(handle, /*all_topics=*/1, nullptr, &answer, Milliseconds(options.timeout));
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return absl::UnavailableError(absl::StrCat("no Kafka broker answered at ", options.brokers, " within ",
                                               absl::FormatDuration(options.timeout), " (",
                                               rd_kafka_err2str(error), "): is it running?"));
  }
  const Metadata metadata(answer, &rd_kafka_metadata_destroy);
  std::map<std::string, TopicInfo> topics;
  for (int i = 0; i < metadata->topic_cnt; ++i) {
    const rd_kafka_metadata_topic& topic = metadata->topics[i];
    if (std::string_view(topic.topic).starts_with("__")) continue;
    const int replication = topic.partition_cnt > 0 ? topic.partitions[0].replica_cnt : 0;
    topics[topic.topic] = {topic.topic, topic.partition_cnt, replication};
  }
  std::vector<TopicInfo> list;
  for (auto& [name, info] : topics) list.push_back(std::move(info));
  return list;
}

// The specs that do not exist. An error when an existing topic has another number of partitions.
absl::StatusOr<std::vector<TopicSpec>> Missing(const std::vector<TopicInfo>& existing,
                                               absl::Span<const TopicSpec> specs) {
  std::map<std::string, int> partitions;
  for (const TopicInfo& topic : existing) partitions[topic.name] = topic.partitions;
  std::vector<TopicSpec> missing;
  std::vector<std::string> different;
  for (const TopicSpec& spec : specs) {
    auto found = partitions.find(spec.name);
    if (found == partitions.end()) {
      missing.push_back(spec);
    } else if (found->second != spec.partitions) {
      different.push_back(
          absl::StrCat(spec.name, " has ", found->second, " partitions, expected ", spec.partitions));
    }
  }
  if (different.empty()) return missing;
  return absl::FailedPreconditionError(absl::StrCat(absl::StrJoin(different, "; "),
                                                    ": ask for the number it has, or give another prefix "
                                                    "(adding partitions would move learners between them)"));
}

absl::StatusOr<NewTopic> ToNewTopic(const TopicSpec& spec) {
  std::array<char, 256> reason{};
  NewTopic topic(rd_kafka_NewTopic_new(spec.name.c_str(), spec.partitions, spec.replication, reason.data(),
                                       reason.size()),
                 &rd_kafka_NewTopic_destroy);
  if (!topic) return absl::InvalidArgumentError(absl::StrCat("topic ", spec.name, ": ", reason.data()));
  rd_kafka_NewTopic_set_config(topic.get(), "cleanup.policy", spec.compacted ? "compact" : "delete");
  rd_kafka_NewTopic_set_config(topic.get(), "retention.ms", absl::StrCat(spec.retention_ms).c_str());
  return topic;
}

absl::Status Explain(rd_kafka_resp_err_t error, const char* reason, const std::string& what) {
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR || error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
    return absl::OkStatus();
  absl::Status status = ToStatus(error, absl::StrCat("create ", what));
  return absl::Status(status.code(), absl::StrCat("create ", what, ": ", reason == nullptr ? "" : reason,
                                                  " (", rd_kafka_err2name(error), ")"));
}

absl::Status Results(rd_kafka_event_t* event) {
  size_t count = 0;
  const rd_kafka_CreateTopics_result_t* result = rd_kafka_event_CreateTopics_result(event);
  const rd_kafka_topic_result_t** topics = rd_kafka_CreateTopics_result_topics(result, &count);
  for (size_t i = 0; i < count; ++i) {
    absl::Status created =
        Explain(rd_kafka_topic_result_error(topics[i]), rd_kafka_topic_result_error_string(topics[i]),
                rd_kafka_topic_result_name(topics[i]));
    if (!created.ok()) return created;
  }
  return absl::OkStatus();
}

bool HasController(rd_kafka_t* handle, absl::Duration timeout) {
  const int32_t controller = rd_kafka_controllerid(handle, Milliseconds(timeout));
  const rd_kafka_metadata_t* answer = nullptr;
  if (rd_kafka_metadata(handle, 0, nullptr, &answer, Milliseconds(timeout)) != RD_KAFKA_RESP_ERR_NO_ERROR)
    return false;
  const Metadata metadata(answer, &rd_kafka_metadata_destroy);
  return std::any_of(metadata->brokers, metadata->brokers + metadata->broker_cnt,
                     [&](const rd_kafka_metadata_broker_t& broker) { return broker.id == controller; });
}

absl::Status AwaitController(rd_kafka_t* handle, const AdminOptions& options) {
  if (HasController(handle, std::min(options.timeout, kController))) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat(
      "no controller at ", options.brokers,
      ", so topics cannot be created: a real broker is still starting, try "
      "again; the embedded one never has one, give it its topics when it starts (--topic NAME:PARTITIONS)"));
}

absl::Status CreateAll(rd_kafka_t* handle, const AdminOptions& options,
                       std::vector<rd_kafka_NewTopic_t*> topics) {
  rd_kafka_AdminOptions_t* admin = rd_kafka_AdminOptions_new(handle, RD_KAFKA_ADMIN_OP_CREATETOPICS);
  std::array<char, 256> reason{};
  const int timeout = Milliseconds(options.timeout);
  rd_kafka_AdminOptions_set_request_timeout(admin, timeout, reason.data(), reason.size());
  rd_kafka_AdminOptions_set_operation_timeout(admin, timeout, reason.data(), reason.size());
  rd_kafka_queue_t* queue = rd_kafka_queue_new(handle);
  rd_kafka_CreateTopics(handle, topics.data(), topics.size(), admin, queue);
  rd_kafka_event_t* event = rd_kafka_queue_poll(queue, timeout + 1000);

  absl::Status status =
      absl::UnavailableError(absl::StrCat("no answer to create topics from ", options.brokers));
  if (event != nullptr) {
    status = Explain(rd_kafka_event_error(event), rd_kafka_event_error_string(event), "topics");
    if (status.ok()) status = Results(event);
    rd_kafka_event_destroy(event);
  }
  rd_kafka_queue_destroy(queue);
  rd_kafka_AdminOptions_destroy(admin);
  return status;
}

}  // namespace

absl::StatusOr<std::vector<TopicInfo>> ListTopics(const AdminOptions& options) {
  Client client(options.log);
  absl::StatusOr<Handle> handle = OpenAdmin(client, options);
  if (!handle.ok()) return handle.status();
  return List(handle->get(), options);
}

absl::StatusOr<std::vector<std::string>> EnsureTopics(const AdminOptions& options,
                                                      absl::Span<const TopicSpec> specs) {
  Client client(options.log);
  absl::StatusOr<Handle> handle = OpenAdmin(client, options);
  if (!handle.ok()) return handle.status();
  absl::StatusOr<std::vector<TopicInfo>> existing = List(handle->get(), options);
  if (!existing.ok()) return existing.status();
  absl::StatusOr<std::vector<TopicSpec>> missing = Missing(*existing, specs);
  if (!missing.ok()) return missing.status();

  std::vector<std::string> names;
  std::vector<NewTopic> topics;
  std::vector<rd_kafka_NewTopic_t*> pointers;
  for (const TopicSpec& spec : *missing) {
    absl::StatusOr<NewTopic> topic = ToNewTopic(spec);
    if (!topic.ok()) return topic.status();
    names.push_back(spec.name);
    pointers.push_back(topic->get());
    topics.push_back(*std::move(topic));
  }
  if (names.empty()) return names;
  if (absl::Status ready = AwaitController(handle->get(), options); !ready.ok()) return ready;
  if (absl::Status created = CreateAll(handle->get(), options, pointers); !created.ok()) return created;
  return names;
}

}  // namespace yachay::kafka

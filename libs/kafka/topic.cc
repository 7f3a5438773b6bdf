#include "kafka/topic.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "kafka/client.h"
#include "kafka/topic_admin.h"

namespace yachay::kafka {
namespace {

using Metadata = std::unique_ptr<const rd_kafka_metadata_t, decltype(&rd_kafka_metadata_destroy)>;

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

// By name, the topics that exist.
using Existing = std::map<std::string, TopicInfo>;

// Where the counts or settings of an existing topic are not those of `spec`.
std::vector<std::string> Differences(const TopicInfo& is, const TopicSettings& settings,
                                     const TopicSpec& spec) {
  std::vector<std::string> all;
  const auto compare = [&](absl::string_view what, const auto& found, const auto& wanted, const char* why) {
    if (found != wanted)
      all.push_back(absl::StrCat(spec.name, ": ", what, " ", found, ", asked for ", wanted, why));
  };
  compare(
      "partitions", is.partitions, spec.partitions,
      is.partitions < spec.partitions ? "; more would move keys: a new prefix and a replay does not" : "");
  compare("replication", is.replication, spec.replication, "");
  for (const auto& [name, wanted] : SettingsOf(spec)) {
    if (const auto found = settings.find(name); found != settings.end())
      compare(name, found->second, wanted, "");
  }
  return all;
}

// The settings of those that exist; where they cannot be read, as on the embedded broker, that is said.
std::vector<std::string> Compare(rd_kafka_t* handle, const AdminOptions& options, const Existing& existing,
                                 absl::Span<const TopicSpec> specs) {
  std::vector<std::string> names;
  for (const TopicSpec& spec : specs) names.push_back(spec.name);
  if (names.empty()) return {};
  std::vector<std::string> all;
  const absl::Status ready = AwaitController(handle, options);
  auto settings = ready.ok() ? ReadSettings(handle, options, names) : ready;
  if (!settings.ok()) all.push_back(absl::StrCat("settings are not compared: ", settings.status().message()));
  for (const TopicSpec& spec : specs) {
    const TopicSettings none;
    const auto differences =
        Differences(existing.at(spec.name), settings.ok() ? (*settings)[spec.name] : none, spec);
    all.insert(all.end(), differences.begin(), differences.end());
  }
  return all;
}

}  // namespace

absl::StatusOr<std::vector<TopicInfo>> ListTopics(const AdminOptions& options) {
  Client client(options.log);
  absl::StatusOr<Handle> handle = OpenAdmin(client, options);
  if (!handle.ok()) return handle.status();
  return List(handle->get(), options);
}

absl::StatusOr<EnsuredTopics> EnsureTopics(const AdminOptions& options, absl::Span<const TopicSpec> specs) {
  Client client(options.log);
  absl::StatusOr<Handle> handle = OpenAdmin(client, options);
  if (!handle.ok()) return handle.status();
  absl::StatusOr<std::vector<TopicInfo>> listed = List(handle->get(), options);
  if (!listed.ok()) return listed.status();
  Existing existing;
  for (TopicInfo& topic : *listed) existing[topic.name] = std::move(topic);

  EnsuredTopics ensured;
  std::vector<TopicSpec> missing, there;
  for (const TopicSpec& spec : specs) (existing.contains(spec.name) ? there : missing).push_back(spec);
  if (!missing.empty()) {
    if (absl::Status ready = AwaitController(handle->get(), options); !ready.ok()) return ready;
    if (absl::Status made = CreateTopics(handle->get(), options, missing); !made.ok()) return made;
  }
  for (const TopicSpec& spec : missing) ensured.created.push_back(spec.name);
  ensured.differences = Compare(handle->get(), options, existing, there);
  return ensured;
}

}  // namespace yachay::kafka

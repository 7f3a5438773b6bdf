// librdkafka's admin calls on topics: a handle's questions to the cluster's controller. Private to this
// library.
#ifndef KAFKA_TOPIC_ADMIN_H_
#define KAFKA_TOPIC_ADMIN_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "kafka/client.h"
#include "kafka/topic.h"

namespace yachay::kafka {

using TopicSettings = std::map<std::string, std::string>;  // name → value, as Kafka spells both

// What `spec` asks of a topic's settings; its counts are no settings.
TopicSettings SettingsOf(const TopicSpec& spec);

// UNAVAILABLE, with what to do: no controller is known within the timeout (at most 5 s). A real broker has
// one soon after its start, the embedded one never.
absl::Status AwaitController(rd_kafka_t* handle, const AdminOptions& options);

// A topic that somebody else made meanwhile is none of its errors.
absl::Status CreateTopics(rd_kafka_t* handle, const AdminOptions& options, absl::Span<const TopicSpec> specs);

// All settings of each of these topics, with the cluster's defaults. PERMISSION_DENIED: not to be read.
absl::StatusOr<std::map<std::string, TopicSettings>> ReadSettings(rd_kafka_t* handle,
                                                                  const AdminOptions& options,
                                                                  absl::Span<const std::string> topics);

}  // namespace yachay::kafka

#endif  // KAFKA_TOPIC_ADMIN_H_

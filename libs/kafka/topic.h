// Topics, as the admin API sees them.
#ifndef KAFKA_TOPIC_H_
#define KAFKA_TOPIC_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "kafka/record.h"

namespace yachay::kafka {

struct TopicSpec {
  std::string name;
  int partitions = 12;          // set once, generously: another count would send a key to another partition
  int replication = 1;          // copies of each partition; at most one a broker
  int min_insync_replicas = 1;  // copies that have a record before it is acknowledged; at most `replication`
  int64_t retention_ms = -1;    // -1: kept for ever
  bool compacted = false;       // keep only the newest record of a key
};

struct TopicInfo {
  std::string name;
  int partitions = 0;
  int replication = 0;
};

struct AdminOptions {
  std::string brokers;                            // host:port[,host:port…]
  absl::Duration timeout = absl::Seconds(30);     // for the whole call
  std::map<std::string, std::string> properties;  // further librdkafka properties (TLS, SASL…)
  LogFn log;
};

// All topics but the broker's internal ones, by name. UNAVAILABLE: no broker answered in time.
absl::StatusOr<std::vector<TopicInfo>> ListTopics(const AdminOptions& options);

struct EnsuredTopics {
  std::vector<std::string> created;  // names
  // Existing topics that are not as asked for, a sentence each, for people. They stay as they are: other
  // partitions would move keys between them, and settings are the operator's.
  std::vector<std::string> differences;
};

// Creates the topics that are missing; existing ones are compared and left alone. Blocks. UNAVAILABLE: no
// broker answered in time, or none that can create topics: the embedded one cannot, it is given them at its
// start. INVALID_ARGUMENT, RESOURCE_EXHAUSTED …: the broker's reason, such as fewer brokers than copies.
absl::StatusOr<EnsuredTopics> EnsureTopics(const AdminOptions& options, absl::Span<const TopicSpec> specs);

}  // namespace yachay::kafka

#endif  // KAFKA_TOPIC_H_

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
  int partitions = 12;  // set once, generously: another count would send a key to another partition
  int replication = 1;
  int64_t retention_ms = -1;  // -1: kept for ever
  bool compacted = false;     // keep only the newest record of a key
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

// Creates the topics that are missing and returns their names; existing ones are left as they are. Blocks.
// FAILED_PRECONDITION: one exists with another number of partitions (nothing is created then). UNAVAILABLE:
// no broker answered in time, or none that can create topics: the embedded one cannot, it is given them at
// its start.
absl::StatusOr<std::vector<std::string>> EnsureTopics(const AdminOptions& options,
                                                      absl::Span<const TopicSpec> specs);

}  // namespace yachay::kafka

#endif  // KAFKA_TOPIC_H_

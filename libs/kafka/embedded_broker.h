// A Kafka broker inside this process, for the first run and for fast tests: librdkafka's mock.
//
// Traps: it holds all in memory and keeps 5 MiB or 100,000 records of a partition, whichever is less, then
// drops the oldest (Trimmed tells); it has no compaction, no TLS, no admin calls, and shows aborted
// transactions. A topic that any client names and nobody created comes into being with 4 partitions. A group
// waits 3 s for its members.
#ifndef KAFKA_EMBEDDED_BROKER_H_
#define KAFKA_EMBEDDED_BROKER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "kafka/record.h"

namespace yachay::kafka {

// Requests whose answers a test may spoil; the values are Kafka's API keys.
enum class Request : int16_t {
  kProduce = 0,
  kFetch = 1,
  kMetadata = 3,
  kOffsetCommit = 8,
  kOffsetFetch = 9,
  kFindCoordinator = 10,
  kJoinGroup = 11,
  kInitProducerId = 22,
};

class EmbeddedBroker {
 public:
  struct Topic {
    std::string name;
    int partitions = 4;
  };
  struct Options {
    std::vector<Topic> topics;
    int brokers = 1;  // of one cluster
  };

  // Listens on free ports of 127.0.0.1. INVALID_ARGUMENT: a topic without name or partitions.
  static absl::StatusOr<std::unique_ptr<EmbeddedBroker>> Start(Options options);
  ~EmbeddedBroker();  // clients see the broker go away
  EmbeddedBroker(const EmbeddedBroker&) = delete;
  EmbeddedBroker& operator=(const EmbeddedBroker&) = delete;

  const std::string& brokers() const;  // the bootstrap address
  absl::Status CreateTopic(const Topic& topic);
  // Partitions whose oldest records were dropped because of the limits above. Asks over the wire; blocks ≤ 5
  // s.
  absl::StatusOr<std::vector<TopicPartition>> Trimmed() const;

  // For tests. The next answers to this request carry these Kafka error codes (3: unknown topic, 31: cluster
  // authorization failed, -195: hang up), one each.
  void FailNext(Request request, const std::vector<int>& errors);
  // For tests. Whoever asks about this topic gets that error code (3: no such topic), until 0 is set.
  void FailTopic(const std::string& topic, int error);
  // For tests. Closes all connections and refuses new ones, until Up.
  void Down();
  void Up();

 private:
  class Impl;
  explicit EmbeddedBroker(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace yachay::kafka

#endif  // KAFKA_EMBEDDED_BROKER_H_

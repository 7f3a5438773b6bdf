// What a Kafka topic holds, in plain structs. Nothing of librdkafka reaches the users of this library.
#ifndef KAFKA_RECORD_H_
#define KAFKA_RECORD_H_

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace yachay::kafka {

struct Header {
  std::string name;
  std::string value;

  bool operator==(const Header&) const = default;
};

struct Record {
  std::string key;  // the partition follows from it; an empty key means any partition
  std::string value;
  std::vector<Header> headers;
  int64_t timestamp_ms = 0;  // since the Unix epoch; 0 when producing: now
};

struct TopicPartition {
  std::string topic;
  int32_t partition = 0;

  bool operator==(const TopicPartition&) const = default;
  auto operator<=>(const TopicPartition&) const = default;
};

// Where a record stands on the log. Offsets of one partition rise, but need not be dense.
struct Position {
  std::string topic;
  int32_t partition = 0;
  int64_t offset = 0;
};

struct ReceivedRecord : Record {
  std::string topic;
  int32_t partition = 0;
  int64_t offset = 0;
};

// The value of the first header of that name; nullptr when there is none.
const std::string* FindHeader(const Record& record, std::string_view name);

// A log line of librdkafka: level as in syslog (3 error, 4 warning, 6 info, 7 debug). Called from any thread.
using LogFn = std::function<void(int level, std::string_view facility, std::string_view message)>;

}  // namespace yachay::kafka

#endif  // KAFKA_RECORD_H_

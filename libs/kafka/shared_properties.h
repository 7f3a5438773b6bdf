// The properties that every Kafka client of a process takes: where TLS and SASL are set, whatever the
// program.
#ifndef KAFKA_SHARED_PROPERTIES_H_
#define KAFKA_SHARED_PROPERTIES_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"

namespace yachay::kafka {

// Names a file of librdkafka properties, NAME=VALUE a line; # begins a comment. It is read when a client is
// made.
inline constexpr char kPropertiesFile[] = "YACHAY_KAFKA_CONFIG";

// Empty when the variable is not set. NOT_FOUND when the file cannot be read, INVALID_ARGUMENT with
// file:line.
absl::StatusOr<std::map<std::string, std::string>> SharedProperties();

}  // namespace yachay::kafka

#endif  // KAFKA_SHARED_PROPERTIES_H_

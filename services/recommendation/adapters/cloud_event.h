// The headers of CloudEvents 1.0 in binary mode, which every record of ours carries.
#ifndef RECOMMENDATION_ADAPTERS_CLOUD_EVENT_H_
#define RECOMMENDATION_ADAPTERS_CLOUD_EVENT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "kafka/record.h"

namespace yachay::recommendation {

// A new random UUID (version 4) in its 36-character form. Thread-safe.
std::string NewUuid();

// type: full name of the value's message.
std::vector<kafka::Header> CloudEventHeaders(const std::string& id, const std::string& type,
                                             std::int64_t time_ms);

// librdkafka's log lines, into ours.
void LogKafka(int level, std::string_view facility, std::string_view message);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_CLOUD_EVENT_H_

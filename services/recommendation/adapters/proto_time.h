// Milliseconds since 1970 UTC ↔ google.protobuf.Timestamp.
#ifndef RECOMMENDATION_ADAPTERS_PROTO_TIME_H_
#define RECOMMENDATION_ADAPTERS_PROTO_TIME_H_

#include <google/protobuf/timestamp.pb.h>

#include <algorithm>
#include <cstdint>

namespace yachay::recommendation {

inline google::protobuf::Timestamp TimestampOf(std::int64_t ms) {
  google::protobuf::Timestamp timestamp;
  const std::int64_t part = ((ms % 1000) + 1000) % 1000;
  timestamp.set_seconds((ms - part) / 1000);
  timestamp.set_nanos(static_cast<std::int32_t>(part * 1'000'000));
  return timestamp;
}

// Seconds beyond a Timestamp's years are held at their edge: nothing overflows.
inline std::int64_t MillisecondsOf(const google::protobuf::Timestamp& timestamp) {
  constexpr std::int64_t kMost = 315'576'000'000;
  return std::clamp<std::int64_t>(timestamp.seconds(), -kMost, kMost) * 1000 + timestamp.nanos() / 1'000'000;
}

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_PROTO_TIME_H_

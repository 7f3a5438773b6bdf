// Milliseconds since 1970 UTC ↔ google.protobuf.Timestamp.
#ifndef RECOMMENDATION_ADAPTERS_PROTO_TIME_H_
#define RECOMMENDATION_ADAPTERS_PROTO_TIME_H_

#include <google/protobuf/timestamp.pb.h>

#include <cstdint>

namespace yachay::recommendation {

inline google::protobuf::Timestamp TimestampOf(std::int64_t ms) {
  google::protobuf::Timestamp timestamp;
  const std::int64_t part = ((ms % 1000) + 1000) % 1000;
  timestamp.set_seconds((ms - part) / 1000);
  timestamp.set_nanos(static_cast<std::int32_t>(part * 1'000'000));
  return timestamp;
}

inline std::int64_t MillisecondsOf(const google::protobuf::Timestamp& timestamp) {
  return timestamp.seconds() * 1000 + timestamp.nanos() / 1'000'000;
}

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_PROTO_TIME_H_

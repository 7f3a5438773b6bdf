// Milliseconds since 1970 UTC ↔ google.protobuf.Timestamp.
#ifndef RECOMMENDATION_ADAPTERS_PROTO_TIME_H_
#define RECOMMENDATION_ADAPTERS_PROTO_TIME_H_

#include <google/protobuf/timestamp.pb.h>

#include <cstdint>

#include "events/proto_time.h"

namespace yachay::recommendation {

inline google::protobuf::Timestamp TimestampOf(std::int64_t ms) {
  google::protobuf::Timestamp timestamp;
  events::SetMs(ms, &timestamp, false);
  return timestamp;
}

// A time beyond a Timestamp's years is held at their edge.
inline std::int64_t MillisecondsOf(const google::protobuf::Timestamp& timestamp) {
  return events::ToMs(timestamp);
}

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_PROTO_TIME_H_

// Times as protobuf has them.
#ifndef DRIFT_MONITOR_ADAPTERS_TIMESTAMPS_H_
#define DRIFT_MONITOR_ADAPTERS_TIMESTAMPS_H_

#include <google/protobuf/timestamp.pb.h>

#include "absl/time/time.h"

namespace yachay::drift_monitor {

inline void SetTimestamp(absl::Time time, google::protobuf::Timestamp& timestamp) {
  const int64_t seconds = absl::ToUnixSeconds(time);  // floors
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
}

inline absl::Time ToTime(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_ADAPTERS_TIMESTAMPS_H_

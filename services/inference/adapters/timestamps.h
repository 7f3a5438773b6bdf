// absl::Time as protobuf's Timestamp.
#ifndef INFERENCE_ADAPTERS_TIMESTAMPS_H_
#define INFERENCE_ADAPTERS_TIMESTAMPS_H_

#include <google/protobuf/timestamp.pb.h>

#include "absl/time/time.h"

namespace yachay::inference {

inline void SetTimestamp(absl::Time from, google::protobuf::Timestamp& to) {
  const timespec spec = absl::ToTimespec(from);
  to.set_seconds(spec.tv_sec);
  to.set_nanos(static_cast<int32_t>(spec.tv_nsec));
}

}  // namespace yachay::inference

#endif  // INFERENCE_ADAPTERS_TIMESTAMPS_H_

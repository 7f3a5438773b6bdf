// How far served time has surely come: no row from before it is still to be expected. Not thread-safe.
#ifndef DRIFT_MONITOR_CORE_WATERMARK_H_
#define DRIFT_MONITOR_CORE_WATERMARK_H_

#include <map>
#include <vector>

#include "absl/time/time.h"

namespace yachay::drift_monitor {

// Partitions are read at different speeds, most of all when a backlog is caught up with: the slowest one
// counts. One that has given nothing for `idle_after` of this machine's time holds nothing up.
class Watermark {
 public:
  Watermark(absl::Duration lateness, absl::Duration idle_after)
      : lateness_(lateness), idle_after_(idle_after) {}

  // The partitions that are read from now on, in place of those before.
  void Assign(const std::vector<int>& partitions, absl::Time now);
  // A row came; its partition is read, whether it was assigned or not.
  void See(int partition, absl::Time served_at, absl::Time now);
  // The least over the partitions that are not idle of the latest served time, less the lateness; never
  // falls. InfinitePast until each has given a row or was idle.
  absl::Time At(absl::Time now);

 private:
  struct Progress {
    absl::Time served = absl::InfinitePast();  // latest
    absl::Time arrived;                        // last row, or when it was assigned
  };

  const absl::Duration lateness_;
  const absl::Duration idle_after_;
  std::map<int, Progress> partitions_;
  absl::Time reached_ = absl::InfinitePast();
};

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_CORE_WATERMARK_H_

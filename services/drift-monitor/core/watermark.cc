#include "core/watermark.h"

#include <algorithm>

namespace yachay::drift_monitor {

void Watermark::Assign(const std::vector<int>& partitions, absl::Time now) {
  std::map<int, Progress> assigned;
  for (const int partition : partitions) {
    const auto known = partitions_.find(partition);
    assigned[partition] = {known == partitions_.end() ? absl::InfinitePast() : known->second.served, now};
  }
  partitions_ = std::move(assigned);
}

void Watermark::See(int partition, absl::Time served_at, absl::Time now) {
  Progress& progress = partitions_[partition];
  progress.served = std::max(progress.served, served_at);
  progress.arrived = now;
}

absl::Time Watermark::At(absl::Time now) {
  absl::Time slowest = absl::InfiniteFuture();
  for (const auto& [partition, progress] : partitions_) {
    if (now - progress.arrived <= idle_after_) slowest = std::min(slowest, progress.served);
  }
  if (slowest != absl::InfiniteFuture()) reached_ = std::max(reached_, slowest - lateness_);
  return reached_;
}

}  // namespace yachay::drift_monitor

#include "core/partition_heads.h"

#include <algorithm>

#include "core/report.h"

namespace yachay::drift_monitor {
namespace {

absl::Time WatermarkOf(const PartitionHeads::Head& head) {
  return head.last.has_value() ? head.last->watermark : absl::UnixEpoch();
}

bool IsIdle(const PartitionHeads::Head& head) { return head.last.has_value() && head.last->idle; }

}  // namespace

void PartitionHeads::Claim(int partition, const std::string& writer) {
  heads_[static_cast<size_t>(partition)].owner = writer;
}

bool PartitionHeads::Counts(const std::string& writer, const PartitionStep& step) const {
  if (!Has(step.partition) || at(step.partition).owner != writer) return false;
  const std::optional<PartitionStep>& last = at(step.partition).last;
  return !last.has_value() || step.watermark > last->watermark ||
         (step.watermark == last->watermark && step.idle != last->idle);
}

void PartitionHeads::Accept(const PartitionStep& step) {
  Head& head = heads_[static_cast<size_t>(step.partition)];
  head.last = step;
  head.last->closed.clear();
  head.last->rows.clear();
}

absl::Time PartitionHeads::Watermark() const {
  absl::Time least = absl::InfiniteFuture();
  for (const Head& head : heads_) least = std::min(least, WatermarkOf(head));
  return least;
}

std::optional<absl::Time> PartitionHeads::ActiveWatermark() const {
  std::optional<absl::Time> least;
  for (const Head& head : heads_) {
    if (!IsIdle(head)) least = std::min(least.value_or(absl::InfiniteFuture()), WatermarkOf(head));
  }
  return least;
}

int PartitionHeads::JudgeOf(std::string_view model) const {
  return static_cast<int>(StableHash(model) % heads_.size());
}

}  // namespace yachay::drift_monitor

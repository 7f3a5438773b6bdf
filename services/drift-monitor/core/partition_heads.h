// Who reads which partition of a log that several processes share, and how far each was read. Every process
// takes the same claims and steps in the same order, and so comes to the same answers. Not thread-safe.
#ifndef DRIFT_MONITOR_CORE_PARTITION_HEADS_H_
#define DRIFT_MONITOR_CORE_PARTITION_HEADS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "core/partition_fold.h"

namespace yachay::drift_monitor {

class PartitionHeads {
 public:
  struct Head {
    std::string owner;                  // empty: nobody has claimed it
    std::optional<PartitionStep> last;  // without what it closed
  };

  // The log has `partitions` partitions, numbered from 0.
  explicit PartitionHeads(int partitions) : heads_(static_cast<size_t>(partitions)) {}

  bool Has(int partition) const { return partition >= 0 && partition < size(); }
  int size() const { return static_cast<int>(heads_.size()); }
  // REQUIRES: Has(partition).
  const Head& at(int partition) const { return heads_[static_cast<size_t>(partition)]; }

  // REQUIRES: Has(partition).
  void Claim(int partition, const std::string& writer);
  // Whether the step counts: its writer is the partition's owner, and the step is not one that came before.
  bool Counts(const std::string& writer, const PartitionStep& step) const;
  // REQUIRES: Counts.
  void Accept(const PartitionStep& step);

  // How far all partitions have come; the epoch while one of them was never heard of.
  absl::Time Watermark() const;
  // The same of those that are not idle; absent when there is none.
  std::optional<absl::Time> ActiveWatermark() const;

  // The partition whose owner judges the windows of a model.
  int JudgeOf(std::string_view model) const;

 private:
  std::vector<Head> heads_;
};

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_CORE_PARTITION_HEADS_H_

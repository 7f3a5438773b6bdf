// The rows of one partition of the log, counted in panes, where several processes share the log. What it
// gives away when a pane closes holds everything that another process needs to go on from there.
//
//   PartitionFold fold(3, times, {"Gender"}, references, now);
//   fold.Restore(state);                       // what the one before gave away, if there was one
//   fold.Take(row, offset, now);
//   if (fold.due()) Publish(fold.Advance(false));
//
// Not thread-safe.
#ifndef DRIFT_MONITOR_CORE_PARTITION_FOLD_H_
#define DRIFT_MONITOR_CORE_PARTITION_FOLD_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "core/outcome.h"
#include "core/reference_source.h"
#include "core/version_watch.h"

namespace yachay::drift_monitor {

// A pane that takes no more rows of its partition.
struct ClosedPane {
  std::string model;
  uint64_t version = 0;
  int64_t pane = 0;
  std::string counts;  // as Pane::ToJson has it
};

// How far a partition was read, and what closed on the way.
struct PartitionStep {
  int partition = 0;
  int64_t next = 0;                          // offset
  absl::Time watermark = absl::UnixEpoch();  // panes that end by then are closed; whole microseconds
  bool idle = false;                         // it gives nothing and follows the others
  std::vector<ClosedPane> closed = {};
  std::map<std::string, RowCounts> rows = {};  // by model, since the step before
  std::string open = {};                       // panes and ids that are not closed
};

class PartitionFold {
 public:
  // REQUIRES: times.by_time().
  PartitionFold(int partition, WindowTimes times, std::vector<std::string> group_columns,
                ReferenceSource references, absl::Time now);

  // Goes on from a step of this partition. A version whose reference is another one now begins anew.
  // DATA_LOSS: its open panes are none; else the errors of the references.
  absl::Status Restore(const PartitionStep& step);

  // Late: the row's pane is closed. Time moves on with every row but those from the future. An error of the
  // references leaves everything as it was.
  absl::StatusOr<Outcome> Take(const ServedRow& row, int64_t offset, absl::Time now);
  // Passes over a record that holds no row.
  void Skip(int64_t offset, absl::Time now);
  // As Monitor::SetReference.
  void SetReference(const std::string& model, uint64_t version,
                    const std::shared_ptr<const drift::Reference>& reference);
  // Time moves on without rows: the other partitions have come that far.
  void Follow(absl::Time watermark);

  // Whether served time has come past the end of a pane since the last step.
  bool due() const;
  // Closes what is to be closed.
  PartitionStep Advance(bool idle);

  int64_t next() const { return next_; }
  absl::Time watermark() const { return watermark_; }
  absl::Time last_record() const { return last_record_; }  // by this machine's clock; or when it was made

 private:
  using Key = std::pair<std::string, uint64_t>;  // model and version

  absl::StatusOr<VersionWatch*> FindVersion(const Key& key);
  absl::StatusOr<Outcome> TakeIn(const ServedRow& row, absl::Time now);
  std::string OpenToJson() const;

  const int partition_;
  const WindowTimes times_;
  const std::vector<std::string> group_columns_;
  const ReferenceSource references_;
  std::map<Key, VersionWatch> versions_;  // those with open panes
  std::map<std::string, RowCounts> rows_;
  int64_t next_ = 0;
  absl::Time watermark_ = absl::UnixEpoch();
  absl::Time told_ = absl::UnixEpoch();  // watermark of the last step
  absl::Time last_record_;
};

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_CORE_PARTITION_FOLD_H_

// How far a reader has come, per partition. Pure bookkeeping; private to this library.
#ifndef KAFKA_PROGRESS_H_
#define KAFKA_PROGRESS_H_

#include <cstdint>
#include <map>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "kafka/consumer.h"

namespace yachay::kafka {

// The offset after the last record of each partition.
Offsets NextOffsets(Batch batch);

// Thread-safe.
class Progress {
 public:
  // `starts` where known. What an earlier assignment of these partitions left is forgotten.
  void Assign(const Partitions& partitions, const Offsets& starts, absl::Time now = absl::Now());
  void Revoke(const Partitions& partitions);

  // Records up to here are handled. Never moves backwards.
  void Advance(const Offsets& next);
  // The same, with the times that the log gives these records.
  void Advance(Batch batch);
  // The end of the log as first seen since the assignment; later calls for a partition change nothing.
  void SetEnds(const Offsets& ends);

  Partitions assigned() const;
  Offsets positions() const;
  // Assigned, and every partition handled up to its end.
  bool caught_up() const;
  // What waits when the log ends at `ends` now. Remembers which partitions have nothing that waits: what
  // comes to them later has waited since then at most.
  Backlog Measure(const Offsets& ends, absl::Time now);
  // Partitions whose end has not been seen.
  Partitions without_end() const;

 private:
  struct State {
    std::optional<int64_t> next;
    std::optional<int64_t> end;
    absl::Time assigned_at;
    absl::Time handled_up_to = absl::InfinitePast();  // by the log's times; all before is handled
  };

  mutable absl::Mutex mutex_;
  bool was_assigned_ ABSL_GUARDED_BY(mutex_) = false;
  std::map<TopicPartition, State> states_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace yachay::kafka

#endif  // KAFKA_PROGRESS_H_

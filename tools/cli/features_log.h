// learner-events, read again from the beginning: from the brokers, partition by partition, or from recorded
// files.
#ifndef TOOLS_CLI_FEATURES_LOG_H_
#define TOOLS_CLI_FEATURES_LOG_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "core/log_record.h"

namespace yachay::cli {

struct FeaturesLog {
  std::string brokers;  // empty: the files
  std::string topic_prefix = "yachay";
  // One JSON document of a LearnerEvent (yachay/events/v1/events.proto) a line; each file stands for one
  // partition, a line for an offset.
  std::vector<std::string> recorded;
  absl::Duration timeout = absl::Hours(1);  // for one partition
};

using TakeRecords = std::function<absl::Status(const std::vector<feature_store::LogRecord>&)>;

// The numbers of the partitions (of the files, from 0). NOT_FOUND: no such topic; DEADLINE_EXCEEDED: no
// broker answers.
absl::StatusOr<std::vector<std::int32_t>> Partitions(const FeaturesLog& log);

// Hands all records that the partition has now to `take`, in order; a record that cannot be read comes
// without an event. `take`'s error ends it. The errors of kafka::LogReader; NOT_FOUND: a file is not there.
absl::Status ReadPartition(const FeaturesLog& log, std::int32_t partition, const TakeRecords& take);

// The same from the offset `from` on; returns the offset after the last. Where the log does not hold `from`
// (it let go of it, or was made anew), reading begins at what it holds: the first record then has another
// offset, or what is returned is less than `from`.
absl::StatusOr<std::int64_t> ReadPartitionFrom(const FeaturesLog& log, std::int32_t partition,
                                               std::int64_t from, const TakeRecords& take);

// "\r<what>: partition 3 of 12, 120000 records" on stderr, ten times a second at most; silent when that is no
// terminal.
class LogProgress {
 public:
  LogProgress(std::string what, std::size_t partitions);
  ~LogProgress();

  void Begin(std::size_t partition);  // 1, 2, …
  void Add(std::size_t records);

 private:
  void Draw();

  const std::string what_;
  const std::size_t partitions_;
  const bool terminal_;
  std::size_t partition_ = 0;
  std::size_t records_ = 0;
  absl::Time drawn_ = absl::InfinitePast();
};

}  // namespace yachay::cli

#endif  // TOOLS_CLI_FEATURES_LOG_H_

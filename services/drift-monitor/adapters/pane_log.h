// The topic on which monitors that share a log tell one another of their steps.
#ifndef DRIFT_MONITOR_ADAPTERS_PANE_LOG_H_
#define DRIFT_MONITOR_ADAPTERS_PANE_LOG_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "adapters/step_parts.h"
#include "kafka/consumer.h"
#include "yachay/drift/v1/pane_log.pb.h"

namespace yachay::kafka {
class LogReader;
class Producer;
struct Record;
}  // namespace yachay::kafka

namespace yachay::drift_monitor {

class PaneLog {
 public:
  using Step = yachay::drift::v1::PaneStep;
  using Apply = std::function<absl::Status(const Step&)>;

  // A step larger than this stands in several records: brokers take no record of more than 1 MiB.
  static constexpr size_t kMostBytes = size_t{512} << 10;

  // The errors of kafka::Producer and LogReader::Create; a broker that is away is none.
  static absl::StatusOr<std::unique_ptr<PaneLog>> Open(const std::string& brokers, const std::string& topic,
                                                       absl::Duration timeout = absl::Seconds(10));
  ~PaneLog();

  // The last StateKept among the last records of the topic, whole; none: there is none. As
  // LogReader::ReadToEnd.
  absl::StatusOr<std::optional<yachay::drift::v1::StateKept>> FindKept(int64_t records,
                                                                       absl::Duration timeout) const;
  // The next ReadToEnd begins with this record. REQUIRES: there was none. The errors of LogReader::Create.
  absl::Status BeginAt(int64_t offset);
  // Offset that reading began at.
  int64_t first() const { return first_; }
  // Offset of the first record that is not taken in; absent while a step is not whole. Of the reading thread.
  std::optional<int64_t> next() const { return parts_.none() ? std::optional(next_) : std::nullopt; }

  // This life of the process.
  const std::string& writer() const { return writer_; }

  // Puts a step on the topic. OK: it stands there; else it may, and what Producer answered is returned.
  // Blocks, at most the timeout. Thread-safe.
  absl::Status Append(Step step) ABSL_LOCKS_EXCLUDED(mutex_);

  // Hands every whole step, each once, that stands on the topic now to `apply`, going on where the call
  // before ended. An error of `apply` ends it, and that step comes again; else as LogReader::ReadToEnd. One
  // thread.
  absl::Status ReadToEnd(const Apply& apply, absl::Duration timeout);

 private:
  PaneLog(std::unique_ptr<kafka::Producer> producer, std::unique_ptr<kafka::LogReader> reader,
          std::string brokers, std::string topic);
  absl::Status Take(const kafka::ReceivedRecord& record, const Apply& apply);

  const std::unique_ptr<kafka::Producer> producer_;
  std::unique_ptr<kafka::LogReader> reader_;
  const std::string brokers_;
  const std::string topic_;
  const std::string writer_;
  absl::Mutex mutex_;  // the parts of a step stand together among its writer's
  int64_t first_ = 0;  // offset; of the reading thread, as next_ is
  int64_t next_ = 0;
  StepParts parts_;
  std::optional<Step> unapplied_;  // whole with record next_
};

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_ADAPTERS_PANE_LOG_H_

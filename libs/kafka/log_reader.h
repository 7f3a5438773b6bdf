// Reads a whole topic, all partitions, from the beginning, outside any group: for views that every pod builds
// for itself (the catalogue, model events) and for replays. Commits nothing.
//
//   auto reader = LogReader::Create({.brokers = b, .topic = topics.catalog()});
//   absl::Status read = (*reader)->ReadToEnd(apply, absl::Seconds(30));  // all that is there now
//   (*reader)->Follow(apply);                                            // and all that comes, on a thread
#ifndef KAFKA_LOG_READER_H_
#define KAFKA_LOG_READER_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "kafka/consumer.h"
#include "kafka/record.h"

namespace yachay::kafka {

struct LogReaderOptions {
  std::string brokers;  // host:port[,host:port…]
  std::string topic;
  std::string client_id = "yachay";
  int64_t last = 0;                   // start so many records before each end; 0: at the beginning
  std::vector<int32_t> partitions;    // only these; empty: all
  std::map<int32_t, int64_t> starts;  // offsets of partitions that begin elsewhere
  int max_batch = 500;                // records of one call of the handler
  absl::Duration first_retry = absl::Milliseconds(100);  // Follow: after an error; doubles from there
  absl::Duration last_retry = absl::Seconds(10);         // Follow: the longest pause between two tries
  std::map<std::string, std::string> properties;         // further librdkafka properties; these win
  LogFn log;                                             // librdkafka's log lines; none: they are dropped
};

// Partitions that are added to the topic later are not seen: partition counts are set once.
class LogReader {
 public:
  using Handler = std::function<absl::Status(Batch)>;

  // INVALID_ARGUMENT: no brokers or topic, or a property that librdkafka does not take. Needs no broker.
  static absl::StatusOr<std::unique_ptr<LogReader>> Create(LogReaderOptions options);
  ~LogReader();  // stops
  LogReader(const LogReader&) = delete;
  LogReader& operator=(const LogReader&) = delete;

  // Hands every record up to the end that the log has at the time of the call to `handle`, on the calling
  // thread. Continues where an earlier call ended. The handler's error ends it and is returned.
  // DEADLINE_EXCEEDED: not at the end within `timeout` (also: no broker answered); NOT_FOUND: no such topic.
  // Not after Follow.
  absl::Status ReadToEnd(const Handler& handle, absl::Duration timeout);

  // The numbers of the topic's partitions, ascending. NOT_FOUND: no such topic; DEADLINE_EXCEEDED: no broker
  // answered within `timeout`.
  absl::StatusOr<std::vector<int32_t>> ListPartitions(absl::Duration timeout) const;

  // Starts a thread that goes on from there until Stop, without end. A missing broker or topic is waited for;
  // the handler's error makes the same records come again after a pause. Once.
  void Follow(Handler handle);
  void Stop();  // joins the thread; idempotent

  bool connected() const;
  // True once everything was handled that the log held when reading began.
  bool caught_up() const;
  // OK, or the error that Follow is retrying after.
  absl::Status status() const;
  Backlog backlog();          // as Consumer's
  Offsets positions() const;  // the next offset to handle, per partition

 private:
  class Impl;
  explicit LogReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace yachay::kafka

#endif  // KAFKA_LOG_READER_H_

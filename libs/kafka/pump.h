// Polls a consumer handle and hands what comes to a handler, the same records again until it takes them.
// Private to this library; one thread.
#ifndef KAFKA_PUMP_H_
#define KAFKA_PUMP_H_

#include <librdkafka/rdkafka.h>

#include <functional>
#include <set>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "kafka/consumer.h"
#include "kafka/progress.h"

namespace yachay::kafka {

class Pump {
 public:
  struct Options {
    int max_batch = 500;
    absl::Duration first_retry = absl::Milliseconds(100);
    absl::Duration last_retry = absl::Seconds(10);
  };
  using Handler = std::function<absl::Status(Batch)>;

  // `progress` must outlive it.
  Pump(Options options, Progress* progress) : options_(options), progress_(progress) {}

  // Polls for at most `wait` (rebalances happen in here) and, when records are pending and no pause runs,
  // calls the handler once. After its error the partitions that records are pending of are paused until it
  // takes these, so that polling goes on and the group does not lose this member. Returns the offsets that
  // were handled now, or that error.
  //
  // Only partitions that gave records are paused: librdkafka forgets the start of one that is paused or
  // resumed while it starts, and gives nothing of it ever (confluentinc/librdkafka#2190).
  absl::StatusOr<Offsets> Turn(rd_kafka_t* handle, const Handler& handler, absl::Duration wait);

  // Forgets pending records of partitions that are going, and their pause. To be called while they are
  // assigned.
  void Drop(rd_kafka_t* handle, const Partitions& partitions);

  int failures() const { return failures_; }            // of the handler in a row
  const absl::Status& error() const { return error_; }  // its last one, or OK
  const absl::Status& poll_error() const {
    return poll_error_;
  }  // what polling met last, or OK since a record came

 private:
  void Gather(rd_kafka_t* handle, absl::Duration wait);
  void Take(const rd_kafka_message_t& message);
  void SeeEnds(rd_kafka_t* handle);
  absl::Status Failed(rd_kafka_t* handle, absl::Status error);
  Offsets Succeeded(rd_kafka_t* handle);
  void PausePending(rd_kafka_t* handle);

  const Options options_;
  Progress* const progress_;
  std::vector<ReceivedRecord> pending_;
  Offsets reached_;  // ends that polling met behind the pending records
  std::set<TopicPartition> paused_;
  int failures_ = 0;
  absl::Status error_;
  absl::Status poll_error_;
  absl::Time retry_at_ = absl::InfinitePast();
};

// The ends of these partitions as the last answers of the brokers told them; asks nobody. Without those of
// which no answer has come.
Offsets KnownEnds(rd_kafka_t* handle, const Partitions& partitions);

// The pause after the n-th failure in a row: first, 2 × first, 4 × first … last.
absl::Duration PauseAfter(int failures, absl::Duration first, absl::Duration last);

}  // namespace yachay::kafka

#endif  // KAFKA_PUMP_H_

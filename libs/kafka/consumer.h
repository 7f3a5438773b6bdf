// A member of a consumer group: poll → handle(batch) → OK → store the offsets, which are committed once a
// second. Delivery is at least once: after a crash or a rebalance the handler sees again what was not
// committed.
//
//   auto consumer = Consumer::Create({.brokers = b, .group = "feature-store", .topics = {t}},
//                                    {.handle = [&](Batch batch) { return fold.Apply(batch); }});
//   (*consumer)->Start();
//   …
//   (*consumer)->Stop();  // before what the handler uses goes away
#ifndef KAFKA_CONSUMER_H_
#define KAFKA_CONSUMER_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "kafka/record.h"

namespace yachay::kafka {

// Records of one or more partitions; those of one partition stand in the order of the log.
using Batch = absl::Span<const ReceivedRecord>;
using Partitions = std::vector<TopicPartition>;
using Offsets = std::map<TopicPartition, int64_t>;

// What waits to be handled, over all partitions whose position and end are known.
struct Backlog {
  int64_t records = 0;
  // How long the oldest of them has waited, at most: since the log's time of the record handled last, or
  // since nothing waited when it was asked for. Zero when nothing waits.
  absl::Duration age = absl::ZeroDuration();
};

struct ConsumerOptions {
  std::string brokers;  // host:port[,host:port…]
  std::string group;
  std::vector<std::string> topics;
  std::string client_id = "yachay";
  int max_batch = 500;  // records of one call of the handler
  absl::Duration first_retry =
      absl::Milliseconds(100);                    // after the handler's first error; doubles from there
  absl::Duration last_retry = absl::Seconds(10);  // the longest pause between two tries
  int unhealthy_after = 5;                        // tries of one batch after which healthy() is false
  absl::Duration commit_interval = absl::Seconds(1);
  // A killed member leaves its partitions to the others, or to its own successor, when this has passed.
  absl::Duration session_timeout = absl::Seconds(10);
  std::map<std::string, std::string> properties;  // further librdkafka properties (TLS, SASL…); these win
  LogFn log;                                      // librdkafka's log lines; none: they are dropped
};

// All are called on the consumer's one thread, so what only they touch needs no lock.
struct ConsumerHooks {
  // OK: done, offsets may be stored. An error: the same records come again after a pause, in front of any
  // other, for as long as it takes; meanwhile partitions are paused and the group membership stays alive. Bad
  // records are the handler's to put aside (dead letters): an error here is for what may get better. Must be
  // idempotent.
  std::function<absl::Status(Batch)> handle;
  // Called before the first record of newly assigned partitions. Returns where to start for those whose
  // position the caller's own store knows (the next offset to read); the others start at the committed
  // offset, or else at the beginning. May be empty.
  std::function<Offsets(const Partitions&)> on_assigned;
  // Called when partitions go to another member, and by Stop: no record of them follows. May be empty.
  std::function<void(const Partitions&)> on_revoked;
};

// A broker that is away is no error: connected() is false and librdkafka tries again with backoff.
// Every method may be called from any thread; Start and Stop once each.
class Consumer {
 public:
  // INVALID_ARGUMENT: no brokers, group, topics or handler, or a property that librdkafka does not take.
  static absl::StatusOr<std::unique_ptr<Consumer>> Create(ConsumerOptions options, ConsumerHooks hooks);
  ~Consumer();  // stops
  Consumer(const Consumer&) = delete;
  Consumer& operator=(const Consumer&) = delete;

  void Start();
  // Lets the running batch end, commits what was handled, leaves the group and joins the thread. Idempotent.
  void Stop();

  bool connected() const;  // some broker has answered since the last time that all were down
  // OK, or why nothing moves: the handler's error after `unhealthy_after` tries, or the client's fatal error.
  absl::Status status() const;
  bool healthy() const { return status().ok(); }

  Partitions assigned() const;
  // The next offset to handle, per assigned partition; without those whose start is not yet known.
  Offsets positions() const;
  // Records on the log that are not handled yet, per assigned partition whose end is known; costs no request.
  Offsets lag() const;
  // The sum of lag(), and how old it is; costs no request. Ask regularly: the age is as exact as that.
  Backlog backlog();
  // True once every assigned partition was handled up to the end that the log had when it was assigned.
  bool caught_up() const;

  // Asks the brokers, each once, for the offset that the next record of each partition will get. Partitions
  // of which nothing is known, for example because they do not exist, are left out. UNAVAILABLE: no answer in
  // time.
  absl::StatusOr<Offsets> EndOffsets(const Partitions& partitions, absl::Duration timeout) const;

 private:
  class Impl;
  explicit Consumer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace yachay::kafka

#endif  // KAFKA_CONSUMER_H_

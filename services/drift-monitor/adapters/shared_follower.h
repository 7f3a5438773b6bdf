// Follows the topic of predictions together with other processes of its group: each counts its partitions,
// and all know every verdict. Nothing is kept but on the topic of panes; whatever dies, each row counts once.
//
//   predictions ─▶ Handle: a PartitionFold each ─▶ [panes] ─▶ Turn: every step, in one order ─▶ Monitor
//                                                     ▲                 └─▶ Judge, of the models that fall to
//                                                     us └────── verdicts ────────┘
//
// A partition that is handed over is claimed on the topic of panes; what its last reader writes after that is
// passed over by all, so one that was only slow harms nothing.
#ifndef DRIFT_MONITOR_ADAPTERS_SHARED_FOLLOWER_H_
#define DRIFT_MONITOR_ADAPTERS_SHARED_FOLLOWER_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "adapters/judge.h"
#include "adapters/prediction_follower.h"
#include "core/partition_fold.h"
#include "core/partition_heads.h"
#include "yachay/drift/v1/pane_log.pb.h"

namespace yachay::drift_monitor {

class PaneLog;

struct SharedFollowerOptions {
  // How many partitions the predictions have; an error: asked again.
  std::function<absl::StatusOr<int>()> partitions;
  // This process lost a partition that it still reads, or cannot claim one: it can only end and start anew.
  std::function<void(const absl::Status&)> lost;
  absl::Duration claim_within = absl::Minutes(2);
  absl::Duration set_within = absl::Seconds(20);  // a reference
  absl::Duration turn_every = absl::Milliseconds(200);
  int64_t keep_every = 1000;  // records of the topic of panes, after which the state is kept there
  std::function<absl::Time()> now = absl::Now;
};

// Thread-safe.
class SharedFollower {
 public:
  // monitor and log outlive it.
  SharedFollower(Monitor& monitor, PaneLog& log, Judge::Ask ask, FollowerEvents events,
                 SharedFollowerOptions options);
  ~SharedFollower();  // stops

  // Whether all records of a partition were handled, as far as the consumer knows.
  using CaughtUp = std::function<bool(int partition)>;

  // Takes turns on a thread; `known` is called once all that stood on the topic of panes was read.
  void Start(std::function<void()> known, CaughtUp caught_up);
  void Stop();  // joins the thread; idempotent
  // OK, or why the last turn failed.
  absl::Status status() const ABSL_LOCKS_EXCLUDED(mutex_);

  // As Monitor::SetReference, of every process of the group: those agree on the window from which it counts.
  // Returns when it counts here. UNAVAILABLE, DEADLINE_EXCEEDED: it may count yet.
  absl::Status SetReference(const std::string& model, uint64_t version, const drift::Reference& reference)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // The consumer's hooks: records, where to begin in partitions that were handed to us, and partitions that
  // go.
  absl::Status Handle(kafka::Batch batch) ABSL_LOCKS_EXCLUDED(mutex_);
  kafka::Offsets Positions(const kafka::Partitions& assigned) ABSL_LOCKS_EXCLUDED(mutex_);
  void Revoke(const kafka::Partitions& revoked) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Reading {
    PartitionFold fold;
    std::optional<PartitionStep> unsent;  // what was closed, and is not known to stand on the topic
  };

  struct Said {
    std::string json;
    absl::Time at;
  };

  void Run(const std::function<void()>& known, const CaughtUp& caught_up);
  absl::Status Turn(const CaughtUp& caught_up) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status ReadSteps() ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status BeginWithKept() ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status Restore(const yachay::drift::v1::StateKept& kept) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Keep() ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status Apply(const yachay::drift::v1::PaneStep& step) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status Advanced(const std::string& writer, const PartitionStep& step)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Claimed(const std::string& writer, const yachay::drift::v1::PartitionsClaimed& claimed)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Judged(const std::string& writer, const yachay::drift::v1::WindowJudged& judged)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ReferenceSet(const std::string& writer, const yachay::drift::v1::ReferenceSet& set)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status SayAgain() ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status TendIdle(const CaughtUp& caught_up) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Take(const kafka::ReceivedRecord& record) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Send(Reading& reading) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Begin(int partition) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Claim(const std::vector<int>& partitions) ABSL_LOCKS_EXCLUDED(mutex_);

  Monitor& monitor_;
  PaneLog& log_;
  const FollowerEvents events_;
  const SharedFollowerOptions options_;
  mutable absl::Mutex mutex_;
  std::optional<PartitionHeads> heads_ ABSL_GUARDED_BY(mutex_);
  std::map<int, Reading> reading_ ABSL_GUARDED_BY(mutex_);
  std::map<std::pair<std::string, uint64_t>, Said> references_ ABSL_GUARDED_BY(mutex_);  // that were set
  absl::Mutex setting_ ABSL_ACQUIRED_BEFORE(mutex_);            // one reference after the other
  std::optional<std::string> awaited_ ABSL_GUARDED_BY(mutex_);  // that this process is to see
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
  Judge judge_;             // of the turns' thread, as what follows
  int64_t kept_until_ = 0;  // offset, of the last state that was kept
  absl::Notification stopping_;
  std::thread thread_;
};

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_ADAPTERS_SHARED_FOLLOWER_H_

// Follows the topic of predictions: each record counts once, whatever dies in between.
//
// State and offsets are written together; after an error, and at the start, both are read back, so that
// memory never runs ahead of the disk. A full window is first written down as closing, then its request is
// asked for, then it is closed.
#ifndef DRIFT_MONITOR_ADAPTERS_PREDICTION_FOLLOWER_H_
#define DRIFT_MONITOR_ADAPTERS_PREDICTION_FOLLOWER_H_

#include <functional>

#include "absl/status/status.h"
#include "core/monitor.h"
#include "kafka/consumer.h"

namespace yachay::drift_monitor {

class StateStore;

// What the follower tells of, for logs and metrics. None may be empty.
struct FollowerEvents {
  std::function<void(const Report&)> closed;
  std::function<void(Monitor::Outcome)> taken;
  std::function<void(const kafka::ReceivedRecord&, const absl::Status&)> unreadable;
};

// Not thread-safe: one consumer calls it. Several processes may not share the partitions: a window is counted
// in one place.
class PredictionFollower {
 public:
  // Puts the request of a report on the log, once per key; OK when it is there. May block.
  using Ask = std::function<absl::Status(const Report&)>;

  // monitor and store outlive it.
  PredictionFollower(Monitor& monitor, StateStore& store, Ask ask, FollowerEvents events);

  // Reads back what was stored; before anything else.
  absl::Status Load();

  // The consumer's hooks: records, and where to begin in the partitions that are read from now on.
  absl::Status Handle(kafka::Batch batch);
  kafka::Offsets Positions(const kafka::Partitions& assigned) const;

 private:
  absl::Status HandleAll(kafka::Batch batch);
  absl::Status Take(const kafka::ReceivedRecord& record);
  absl::Status FinishClosing();
  absl::Status Save();

  Monitor& monitor_;
  StateStore& store_;
  const Ask ask_;
  const FollowerEvents events_;
  kafka::Offsets next_;
  bool loaded_ = false;
};

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_ADAPTERS_PREDICTION_FOLLOWER_H_

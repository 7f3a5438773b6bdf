#ifndef FEATURE_STORE_ADAPTERS_LOG_FOLLOWER_H_
#define FEATURE_STORE_ADAPTERS_LOG_FOLLOWER_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/dead_letters.h"
#include "adapters/probe.h"
#include "adapters/reward_log.h"
#include "core/generations.h"
#include "kafka/consumer.h"

namespace yachay::feature_store {

struct LogFollowerOptions {
  std::string brokers;
  std::string group = "feature-store";
  std::string topic;                              // learner-events
  std::map<std::string, std::string> properties;  // further librdkafka properties (TLS, SASL…)
  kafka::LogFn log;
};

// [learner-events] → store. Bad records are with the dead letters before the position moves past them.
// Partitions start at the store's own position, whatever the group has committed: an empty store replays the
// log.
class LogFollower {
 public:
  // What it is given must outlive it. The errors of kafka::Consumer::Create.
  static absl::StatusOr<std::unique_ptr<LogFollower>> Create(const LogFollowerOptions& options,
                                                             Generations& generations,
                                                             DeadLetters& dead_letters, Probe& probe,
                                                             RewardLog* rewards = nullptr);

  void Start() { consumer_->Start(); }
  void Stop() { consumer_->Stop(); }

  // OK: batches go through; else why not. A broker that goes away after it was met takes nothing from
  // readers.
  absl::Status Ready() const;
  // What waits on the assigned partitions.
  kafka::Backlog backlog() { return consumer_->backlog(); }
  // The partitions' ends, by number, asked of the brokers at once; without those that are not known within
  // `timeout`.
  std::map<std::int32_t, std::int64_t> EndOffsets(absl::Span<const std::int32_t> partitions,
                                                  absl::Duration timeout) const;
  // Partitions that the group gave to this process.
  std::vector<std::int32_t> Assigned() const;

 private:
  LogFollower(std::string topic, Generations& generations, DeadLetters& dead_letters, Probe& probe,
              RewardLog* rewards)
      : topic_(std::move(topic)),
        generations_(generations),
        dead_letters_(dead_letters),
        probe_(probe),
        rewards_(rewards) {}
  absl::Status Handle(kafka::Batch batch);
  kafka::Offsets StartAt(const kafka::Partitions& partitions);

  const std::string topic_;
  Generations& generations_;
  DeadLetters& dead_letters_;
  Probe& probe_;
  RewardLog* const rewards_;  // nullptr: rewards are not told
  mutable std::atomic<bool> met_broker_ = false;
  std::unique_ptr<kafka::Consumer> consumer_;  // last: its thread uses the others
};

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_ADAPTERS_LOG_FOLLOWER_H_

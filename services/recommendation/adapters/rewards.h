// What learners win, as the feature store tells it on the topic rewards: every pod reads all of it into its
// leaderboards, and hands on what is new. The log is the store: a pod that begins anew reads it again.
#ifndef RECOMMENDATION_ADAPTERS_REWARDS_H_
#define RECOMMENDATION_ADAPTERS_REWARDS_H_

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "gamification/leaderboards.h"
#include "kafka/log_reader.h"
#include "yachay/gamification/v1/rewards.pb.h"

namespace yachay::recommendation {

// A reward, and when it came to stand on the log: the same time for every pod.
struct ToldReward {
  std::shared_ptr<const gamification::v1::RewardGranted> reward;
  std::int64_t logged_ms = 0;
};

// Thread-safe.
class Rewards {
 public:
  static constexpr std::size_t kRecent = 20'000;  // rewards kept for those who watch again; some 10 MB

  // `on_new` is called for each record read once the log was read to its end, under the lock of this: it must
  // be short and must not call back. INVALID_ARGUMENT: no brokers.
  static absl::StatusOr<std::unique_ptr<Rewards>> Create(const std::string& brokers, const std::string& topic,
                                                         std::function<void(const ToldReward&)> on_new);
  ~Rewards() { Stop(); }

  void Start();
  void Stop();  // idempotent

  // UNAVAILABLE: not yet read to the end that the log had at the start.
  absl::Status ready() const;

  // nullopt: nothing was earned in the weeks kept. No week: the learner's present one.
  std::optional<gamification::Leaderboard> Find(const std::string& learner_id,
                                                std::optional<std::int32_t> week, std::int64_t now_ms) const;

  // Calls `begin` with the learner's rewards logged at or after `since_ms`, and whether they are all of them;
  // nothing new is handed on meanwhile. So who starts to listen in it neither misses a reward nor gets it
  // twice.
  void Listen(const std::string& learner_id, std::int64_t since_ms,
              absl::FunctionRef<void(const std::vector<ToldReward>&, bool all)> begin) const;

  std::size_t learners() const;
  std::int64_t skipped() const { return skipped_; }  // records that were no rewards

 private:
  explicit Rewards(std::function<void(const ToldReward&)> on_new) : on_new_(std::move(on_new)) {}
  absl::Status Apply(kafka::Batch batch);
  void Keep(ToldReward told) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::function<void(const ToldReward&)> on_new_;
  std::atomic<std::int64_t> skipped_ = 0;
  mutable absl::Mutex mutex_;
  gamification::Leaderboards boards_ ABSL_GUARDED_BY(mutex_);
  std::deque<ToldReward> recent_ ABSL_GUARDED_BY(mutex_);
  std::int64_t dropped_up_to_ms_ ABSL_GUARDED_BY(mutex_) = 0;  // logged times that recent_ has let go
  std::unique_ptr<kafka::LogReader> reader_;                   // last: its thread uses the others
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_REWARDS_H_

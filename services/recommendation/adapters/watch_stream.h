// One call of Gamification.Watch: a bounded queue between what happens and a caller of any speed.
#ifndef RECOMMENDATION_ADAPTERS_WATCH_STREAM_H_
#define RECOMMENDATION_ADAPTERS_WATCH_STREAM_H_

#include <grpcpp/alarm.h>
#include <grpcpp/support/server_callback.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "adapters/next_items.h"
#include "adapters/rewards.h"
#include "yachay/gamification/v1/gamification.pb.h"

namespace yachay::recommendation {

// What to play next, and what that rests on.
struct Hint {
  std::vector<std::string> content_ids;  // best first
  v1::Fallback fallback = v1::FALLBACK_NONE;
  bool personal = false;

  bool operator==(const Hint& other) const = default;
};
Hint HintOf(const Advice& advice);

// Thread-safe. Owned by its call until that has ended; whoever else holds it then holds a stream that does
// nothing.
class WatchStream : public grpc::ServerWriteReactor<gamification::v1::WatchResponse>,
                    public std::enable_shared_from_this<WatchStream> {
 public:
  static constexpr std::size_t kQueue = 64;                           // updates that wait for a slow caller
  static constexpr absl::Duration kSettle = absl::Milliseconds(300);  // from an event to asking what is next
  static constexpr absl::Duration kPause = absl::Seconds(1);  // at least, from one question to the next

  struct Parts {
    std::string learner_id;
    // Asks what is next, with the effect of an event, and calls back exactly once, with an error when nobody
    // has the time to say: then it is asked again. Empty: not watched.
    std::function<void(std::optional<EventPlace>, std::function<void(absl::StatusOr<Hint>)>)> next_items;
    std::function<void(WatchStream*)> on_done;  // the last call of all
  };
  // The reactor for gRPC is get().
  static std::shared_ptr<WatchStream> Create(Parts parts);

  const std::string& learner_id() const { return parts_.learner_id; }

  void Push(gamification::v1::WatchResponse update);
  // A reward of the learner; one of an id that was pushed lately is passed over.
  void PushReward(const ToldReward& told);
  // Ends the call with this status as soon as a write in flight is done; what waits is left out.
  void Close(const grpc::Status& status);
  // Asks what is next after a while, once for all that happens meanwhile, with the effect of the newest
  // `after`; tells it when it has changed. One question at a time, and one in kPause: however much happens
  // and however slow the answers are, a watcher costs no more.
  void Refresh(std::optional<EventPlace> after = std::nullopt);

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  explicit WatchStream(Parts parts) : parts_(std::move(parts)) {}
  void Enqueue(gamification::v1::WatchResponse update) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Next() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void End(const grpc::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void AskSoon() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Ask();
  void Answered(absl::StatusOr<Hint> hint);
  void Show(Hint hint) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Parts parts_;
  std::shared_ptr<WatchStream> self_;  // until OnDone
  absl::Mutex mutex_;
  std::deque<gamification::v1::WatchResponse> queue_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t missed_ ABSL_GUARDED_BY(mutex_) = 0;  // updates left out since the queue was full
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<grpc::Status> closing_ ABSL_GUARDED_BY(mutex_);
  gamification::v1::WatchResponse current_;                 // of the write in flight
  std::deque<std::string> pushed_ ABSL_GUARDED_BY(mutex_);  // ids of the rewards pushed last
  bool stale_ ABSL_GUARDED_BY(mutex_) = false;              // something happened since it was asked
  bool asking_ ABSL_GUARDED_BY(mutex_) = false;             // it is to be asked soon, or not yet answered
  absl::Time asked_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  std::optional<EventPlace> after_
      ABSL_GUARDED_BY(mutex_);  // the newest; all of a learner's are of one partition
  std::optional<Hint> shown_ ABSL_GUARDED_BY(mutex_);
  // Its callback holds the stream, and it keeps that callback when it has fired: it is gone once it has.
  // Never assigned to: gRPC 1.51 loses what it had before.
  std::unique_ptr<grpc::Alarm> alarm_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_WATCH_STREAM_H_

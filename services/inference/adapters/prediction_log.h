// Puts what was served on the topic of predictions, never on a request's time: Offer queues, one thread makes
// records and gives them to the producer, and what does not fit is dropped and counted.
//
// Thread-safe. Close before the producer goes.
#ifndef INFERENCE_ADAPTERS_PREDICTION_LOG_H_
#define INFERENCE_ADAPTERS_PREDICTION_LOG_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "adapters/prediction_record.h"

namespace yachay::inference {

class PredictionLog {
 public:
  struct Options {
    double sample = 1.0;         // share of requests that are logged, 0 to 1; all rows of a request or none
    size_t queue_rows = 20'000;  // rows that may wait; a request that does not fit is dropped whole
  };
  // Hands a record to the broker's client; must not block. `done` is called once, with the delivery's
  // outcome, unless an error is returned.
  using Send = std::function<absl::Status(const kafka::Record&, absl::AnyInvocable<void(absl::Status)> done)>;
  // Called from any thread.
  using Dropped = std::function<void(size_t rows)>;
  // 64 uniformly random bits; called from any thread.
  using Random = std::function<uint64_t()>;

  PredictionLog(Options options, Send send, Dropped dropped, Random random = SystemRandom());
  ~PredictionLog();  // Close().
  PredictionLog(const PredictionLog&) = delete;
  PredictionLog& operator=(const PredictionLog&) = delete;

  // Whether the next request is to be logged: ask before copying its rows.
  bool Sampled() const;
  // The id that each row is logged under, "" for one that is not; empty when the rows were dropped.
  std::vector<std::string> Offer(ServedRows rows) ABSL_LOCKS_EXCLUDED(mutex_);
  // Sends what waits and ends the thread; what is offered later is dropped.
  void Close() ABSL_LOCKS_EXCLUDED(mutex_);

  static Random SystemRandom();

 private:
  void Run();
  void SendAll(const ServedRows& rows);
  bool Wakes() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return closed_ || !queue_.empty(); }

  const Options options_;
  const Send send_;
  const Dropped dropped_;
  const Random random_;
  absl::Mutex mutex_;
  std::deque<ServedRows> queue_ ABSL_GUARDED_BY(mutex_);
  size_t queued_rows_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: it reads the others
};

// A version 4 UUID in its 36-character form.
std::string MakeUuid(uint64_t high, uint64_t low);

}  // namespace yachay::inference

#endif  // INFERENCE_ADAPTERS_PREDICTION_LOG_H_

// How many events each game may send: a token bucket per game.
//
//   games:
//     my-game: {events_per_second: 2000, burst: 10000}
//   default: {events_per_second: 500, burst: 5000}      # for every other game, a bucket each; absent: no
//   limit
#ifndef INGESTION_CORE_QUOTAS_H_
#define INGESTION_CORE_QUOTAS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"

namespace yachay::ingestion {

struct Quota {
  double events_per_second = 0;
  double burst = 0;  // events that may come at once after a pause
};

struct QuotaTable {
  std::map<std::string, Quota> games;
  std::optional<Quota> fallback;  // absent: games without a line are not limited
};

// INVALID_ARGUMENT: "file:line: what is wrong and what is allowed". `file` is only for the message.
absl::StatusOr<QuotaTable> ParseQuotas(const std::string& yaml, const std::string& file);
// The same of a file; NOT_FOUND when it cannot be read.
absl::StatusOr<QuotaTable> ReadQuotas(const std::string& path);

// Thread-safe; time comes from the caller and may stand still, but a step back is taken as standing still.
class Quotas {
 public:
  using Wanted = std::map<std::string, std::size_t>;  // events by game

  // A refusal: whose bucket was empty, and how long until the same batch would be taken.
  struct Refusal {
    std::string game;
    std::int64_t wait_ms = 0;
  };

  explicit Quotas(QuotaTable table) : table_(std::move(table)) {}

  // Takes a token for every event, or none at all. A batch larger than the burst is taken when the bucket is
  // full, and the bucket then owes the rest: no batch waits for ever.
  std::optional<Refusal> Take(const Wanted& wanted, std::int64_t now_ms) ABSL_LOCKS_EXCLUDED(mutex_);

  // Whether the file names this game: such a name may be a metric's label, any other comes from a client.
  bool names(const std::string& game) const { return table_.games.contains(game); }
  bool empty() const { return table_.games.empty() && !table_.fallback; }

 private:
  // Games that are not in the file are forgotten when their buckets are full again, so that names made up by
  // a client do not fill the memory; beyond this many that are not full they share one bucket.
  static constexpr std::size_t kMaxGames = 10'000;

  struct Bucket {
    Quota quota;
    double tokens = 0;
    std::int64_t at_ms = 0;
  };

  Bucket* Find(const std::string& game, std::int64_t now_ms) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Forget(std::int64_t now_ms) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  static void Refill(Bucket& bucket, std::int64_t now_ms);
  static std::int64_t WaitMs(const Bucket& bucket, std::size_t events);

  const QuotaTable table_;
  absl::Mutex mutex_;
  std::map<std::string, Bucket> buckets_ ABSL_GUARDED_BY(mutex_);
  std::size_t unnamed_ ABSL_GUARDED_BY(mutex_) = 0;  // of buckets_, those not in the file
};

}  // namespace yachay::ingestion

#endif  // INGESTION_CORE_QUOTAS_H_

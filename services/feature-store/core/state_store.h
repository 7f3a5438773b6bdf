#ifndef FEATURE_STORE_CORE_STATE_STORE_H_
#define FEATURE_STORE_CORE_STATE_STORE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"
#include "core/erasure.h"
#include "core/log_record.h"
#include "core/position.h"
#include "core/state_cache.h"
#include "features/consent.h"
#include "features/fold.h"
#include "features/learner_state.h"
#include "gamification/grant.h"
#include "kv/store.h"

namespace yachay::feature_store {

// What one call of Apply did.
struct BatchCounts {
  std::uint64_t applied = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t dead_lettered = 0;
  std::uint64_t erased = 0;    // records of learners who were erased before
  std::uint64_t erasures = 0;  // learners erased now; their requests are among applied

  void Add(const BatchCounts& other) {
    applied += other.applied;
    duplicates += other.duplicates;
    dead_lettered += other.dead_lettered;
    erased += other.erased;
    erasures += other.erasures;
  }
};

// What holds for all learners of a store.
struct StoreRules {
  features::ConsentRule consent = features::ConsentRule::kAssumed;
  std::string erasure_salt;       // as OpenErasureHash
  std::size_t cached_states = 0;  // of the learners read last, decoded; a shared store has none
};

// Tells what a batch earned before its effect is stored, so that a kill in between tells it again instead of
// not at all; the rewards' ids are the same then. An error keeps the batch from being stored.
using Announce = std::function<absl::Status(absl::Span<const gamification::Grant>)>;

class Batch;

// The learners' states, and how far the log was followed, in one key-value store: a batch of records changes
// states, windows and positions as a whole, so that a kill at any moment neither loses an event nor applies
// it twice: by one write in an exclusive store, by a journal per partition in a shared one (core/commit.h).
// Of a shared store each process follows the partitions that it took; to take one that another process still
// follows is safe, only slow. Apply, Take and Release are for one thread; everything else may be called
// beside them.
class StateStore {
 public:
  // Reads the positions. `kv` and what `rules` refers to must outlive it. DATA_LOSS: a position is damaged;
  // the errors of OpenErasureHash.
  static absl::StatusOr<std::unique_ptr<StateStore>> Open(kv::Store& kv, const features::FoldRules& rules,
                                                          StoreRules store_rules = {});

  // Reads where to go on in partitions of a shared store, after finishing what their last process began. Of
  // an exclusive store all are read already. The errors of core/commit.h; partitions not taken then are taken
  // by Apply.
  absl::Status Take(absl::Span<const std::int32_t> partitions);
  // Forgets partitions of a shared store that another process follows from now on.
  void Release(absl::Span<const std::int32_t> partitions);

  // Records below their partition's position are passed over. On an error the same batch may be given again:
  // nothing has changed, or in a shared store what did is known. ABORTED: another process has moved the
  // position of a partition: the next try starts from there. DATA_LOSS names a learner whose state is
  // damaged; the errors of kv::Store and of `announce`.
  absl::StatusOr<BatchCounts> Apply(absl::Span<const LogRecord> records, const Announce& announce = {});

  // One answer per id, in their order; nullopt: not known. All of one moment: `read_at`, if given, gets the
  // positions of that moment; of a shared store the positions of its own partitions that the states have at
  // least. The errors of kv::Store and of features::DecodeState.
  absl::StatusOr<std::vector<std::optional<features::LearnerState>>> Read(
      absl::Span<const std::string> learner_ids, Positions* read_at = nullptr) const;

  // The same through the cache, without a copy; null: not known. Not all need be of one moment, but each is
  // as new as NextOffset says.
  absl::StatusOr<std::vector<StatePtr>> ReadShared(absl::Span<const std::string> learner_ids) const;

  // The same without a wait: nullopt unless all are in the cache.
  std::optional<std::vector<StatePtr>> ReadCached(absl::Span<const std::string> learner_ids) const;

  // The erasure of this learner; nullopt: none was applied.
  absl::StatusOr<std::optional<Erasure>> FindErasure(std::string_view learner_id) const;
  // Whether this learner's state holds what needs consent; null: a learner not known.
  bool MayPersonalise(const features::LearnerState* state) const;
  const ErasureHash& erasure_hash() const { return hash_; }

  Positions positions() const;
  // 0 for a partition never seen. One of a shared store that was not taken is read there.
  std::int64_t NextOffset(std::int32_t partition) const;
  // Of several partitions, by number, with at most one read of the store. Its errors; DATA_LOSS.
  absl::StatusOr<std::map<std::int32_t, std::int64_t>> NextOffsets(
      absl::Span<const std::int32_t> partitions) const;

 private:
  StateStore(kv::Store& kv, const features::FoldRules& rules, const StoreRules& store_rules, ErasureHash hash,
             Positions positions)
      : kv_(kv),
        rules_(rules),
        consent_(store_rules.consent),
        hash_(std::move(hash)),
        cache_(store_rules.cached_states),
        positions_(std::move(positions)) {}

  absl::Status ApplyTo(std::int32_t partition, absl::Span<const LogRecord> records, const Announce& announce,
                       BatchCounts* counts);
  absl::Status TakeOne(std::int32_t partition);
  absl::Status Write(Batch& batch, const Announce& announce, const std::string& head,
                     const std::optional<std::string>& before);

  kv::Store& kv_;
  const features::FoldRules rules_;
  const features::ConsentRule consent_;
  const ErasureHash hash_;
  mutable StateCache cache_;
  mutable absl::Mutex mutex_;
  Positions positions_ ABSL_GUARDED_BY(mutex_);  // as written
};

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_CORE_STATE_STORE_H_

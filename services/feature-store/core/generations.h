#ifndef FEATURE_STORE_CORE_GENERATIONS_H_
#define FEATURE_STORE_CORE_GENERATIONS_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"
#include "core/generation.h"

namespace yachay::feature_store {

// The states that are served, and beside them, when definitions have changed, those that are being folded
// anew from the beginning of the log. As soon as the new ones stand where the served ones stand, on every
// partition, they take over, and the old ones are removed. In a folder (core/folder_generations.h), or in a
// store that several processes share (core/shared_generations.h).
//
//   live follower:  Take(partitions), Apply(batch)
//   rebuilder:      Look(); while (rebuilding()) … Rebuild(batch) … TakeOver(all partitions)
//
// A kill at any moment is harmless: the rebuild goes on at the next start. Apply, Take, Release and
// NextOffset are for one thread, Look, Rebuild and TakeOver for one; everything else may be called beside
// them.
class Generations {
 public:
  // `sources`: what is wanted. Without states of the same StateHash, the present ones are served until the
  // wanted ones have caught up. Where this build cannot go on folding the present ones, the wanted ones are
  // served at once, from the beginning of the log; `why_not` then says why. The errors of Generation::Open;
  // FAILED_PRECONDITION: another process has states of this folder open.
  // `location` and `options`: as kv::Store::Open; states go on with the erasure salt that they have, when
  // `store_rules` has none.
  static absl::StatusOr<std::unique_ptr<Generations>> Open(const std::string& location,
                                                           const DefinitionSources& sources,
                                                           StoreRules store_rules = {},
                                                           absl::Status* why_not = nullptr,
                                                           const kv::Options& options = {});
  virtual ~Generations() = default;
  Generations(const Generations&) = delete;
  Generations& operator=(const Generations&) = delete;

  // What to read from; stays good while it is held.
  std::shared_ptr<const Generation> current() const { return Current(); }
  // What is to take over; nullptr: nothing, or nothing that this process can fold.
  std::shared_ptr<const Generation> next() const { return Next(); }

  // As in StateStore.
  virtual absl::Status Take(absl::Span<const std::int32_t> partitions) = 0;
  virtual void Release(absl::Span<const std::int32_t> partitions) = 0;
  virtual absl::StatusOr<BatchCounts> Apply(absl::Span<const LogRecord> records,
                                            const Announce& announce = {}) = 0;
  // Where the follower is to go on.
  virtual std::int64_t NextOffset(std::int32_t partition) const = 0;

  // Bytes of the process's own stores: served, and being folded anew. nullopt: the store is shared.
  std::optional<std::int64_t> OwnBytes() const;

  // Learns what other processes have decided.
  virtual absl::Status Look() = 0;
  // OK, or what keeps this process from serving what it was opened for, for people to decide.
  virtual absl::Status trouble() const = 0;
  // Something is yet to take over.
  virtual bool rebuilding() const = 0;
  // What the log is to be read into, from its NextOffset on; nullptr: nothing here.
  virtual std::shared_ptr<const Generation> replayed() const = 0;
  // The partitions to read; nullopt: all.
  virtual std::optional<std::vector<std::int32_t>> replayed_partitions() const = 0;
  // A batch of the log; what was applied in an earlier run is passed over. An empty one only looks whether it
  // is time to take over. True: it did. OUT_OF_RANGE: give the same again later.
  virtual absl::StatusOr<bool> Rebuild(absl::Span<const LogRecord> records) = 0;
  // Lets the new states take over when they stand where they should on `partitions`: all that the log has.
  // True: they did.
  virtual absl::StatusOr<bool> TakeOver(absl::Span<const std::int32_t> partitions) = 0;

 protected:
  Generations() = default;
  std::shared_ptr<Generation> Current() const;
  std::shared_ptr<Generation> Next() const;
  void Serve(std::shared_ptr<Generation> current, std::shared_ptr<Generation> next);

 private:
  mutable absl::Mutex mutex_;
  std::shared_ptr<Generation> current_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<Generation> next_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_CORE_GENERATIONS_H_

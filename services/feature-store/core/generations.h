#ifndef FEATURE_STORE_CORE_GENERATIONS_H_
#define FEATURE_STORE_CORE_GENERATIONS_H_

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"
#include "core/generation.h"

namespace yachay::feature_store {

// The states that are served, and beside them, when definitions have changed, those that are being folded
// anew from the beginning of the log. As soon as the new ones stand where the served ones stand, on every
// partition, they take over, and the old ones are removed. The folder holds one folder per generation and the
// file `current`.
//
//   live follower:  Apply(batch)                             rebuilding reader:  while (rebuilding())
//   Rebuild(batch)
//
// A kill at any moment is harmless: the rebuild goes on at the next start. Apply, Take and Release are for
// one thread and Rebuild for one; everything else may be called beside them.
//
// A shared store holds one generation: changed definitions are refused there, and want a store of their own.
class Generations {
 public:
  // `sources`: what is wanted. Without states of the same StateHash, those in `current` are served until the
  // wanted ones have caught up. Where this build cannot go on folding the current ones, the wanted ones are
  // served at once, from the beginning of the log; `why_not` then says why. The errors of Generation::Open;
  // FAILED_PRECONDITION: another process has states of this folder open.
  // `location` and `options`: as kv::Store::Open; the states of a folder go on with the erasure salt that
  // they have, when `store_rules` has none.
  static absl::StatusOr<std::unique_ptr<Generations>> Open(const std::string& location,
                                                           const DefinitionSources& sources,
                                                           StoreRules store_rules = {},
                                                           absl::Status* why_not = nullptr,
                                                           const kv::Options& options = {});

  // What to read from; stays good while it is held.
  std::shared_ptr<const Generation> current() const;

  // As in StateStore.
  absl::Status Take(absl::Span<const std::int32_t> partitions);
  void Release(absl::Span<const std::int32_t> partitions);
  absl::StatusOr<BatchCounts> Apply(absl::Span<const LogRecord> records, const Announce& announce = {});
  std::int64_t NextOffset(std::int32_t partition) const;

  // What is being rebuilt; nullptr: nothing.
  std::shared_ptr<const Generation> next() const;
  bool rebuilding() const { return next() != nullptr; }
  // A batch of the log from its beginning; what was applied in an earlier run is passed over. An empty one
  // only looks whether it is time to take over. True: it did.
  absl::StatusOr<bool> Rebuild(absl::Span<const LogRecord> records);

 private:
  static absl::StatusOr<std::unique_ptr<Generations>> OpenFolder(const std::string& folder,
                                                                 const DefinitionSources& sources,
                                                                 StoreRules store_rules,
                                                                 absl::Status* why_not);
  Generations(std::string folder, std::shared_ptr<Generation> current, std::shared_ptr<Generation> next)
      : folder_(std::move(folder)), current_(std::move(current)), next_(std::move(next)) {}

  std::shared_ptr<Generation> Current() const;

  const std::string folder_;                           // empty: a shared store
  absl::Mutex applying_ ABSL_ACQUIRED_BEFORE(mutex_);  // held while the current one changes
  mutable absl::Mutex mutex_;
  std::shared_ptr<Generation> current_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<Generation> next_ ABSL_GUARDED_BY(mutex_);  // nullptr: not rebuilding
};

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_CORE_GENERATIONS_H_

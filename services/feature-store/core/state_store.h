#ifndef FEATURE_STORE_CORE_STATE_STORE_H_
#define FEATURE_STORE_CORE_STATE_STORE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"
#include "core/log_record.h"
#include "core/position.h"
#include "features/fold.h"
#include "features/learner_state.h"
#include "kv/store.h"

namespace yachay::feature_store {

// What one call of Apply did.
struct BatchCounts {
  std::uint64_t applied = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t dead_lettered = 0;
};

// The learners' states, and how far the log was followed, in one key-value store: a batch of records changes
// states, windows and positions in one atomic write, so that a kill at any moment neither loses an event nor
// applies it twice. Apply is for one thread at a time; everything else may be called beside it.
class StateStore {
 public:
  // Reads the positions. `kv` and what `rules` refers to must outlive it. DATA_LOSS: a position is damaged.
  static absl::StatusOr<std::unique_ptr<StateStore>> Open(kv::Store& kv, const features::FoldRules& rules);

  // Records below their partition's position are passed over. On an error nothing has changed, and the same
  // batch may be given again. DATA_LOSS names a learner whose state is damaged; the errors of kv::Store.
  absl::StatusOr<BatchCounts> Apply(absl::Span<const LogRecord> records);

  // One answer per id, in their order; nullopt: not known. The errors of kv::Store and of
  // features::DecodeState.
  absl::StatusOr<std::vector<std::optional<features::LearnerState>>> Read(
      absl::Span<const std::string> learner_ids) const;

  Positions positions() const;
  std::int64_t NextOffset(std::int32_t partition) const;  // 0 for a partition never seen

 private:
  StateStore(kv::Store& kv, const features::FoldRules& rules, Positions positions)
      : kv_(kv), rules_(rules), positions_(std::move(positions)) {}

  kv::Store& kv_;
  const features::FoldRules rules_;
  mutable absl::Mutex mutex_;
  Positions positions_ ABSL_GUARDED_BY(mutex_);  // as written
};

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_CORE_STATE_STORE_H_

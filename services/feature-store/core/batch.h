#ifndef FEATURE_STORE_CORE_BATCH_H_
#define FEATURE_STORE_CORE_BATCH_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "core/erasure.h"
#include "core/learner_window.h"
#include "core/log_record.h"
#include "core/position.h"
#include "core/state_store.h"
#include "features/consent.h"
#include "features/event_window.h"
#include "features/fold.h"
#include "features/learner_state.h"
#include "kv/store.h"

namespace yachay::feature_store {

// One batch on its way: load the learners it touches, fold, write all at once. Internal to StateStore.
class Batch {
 public:
  // Keeps the records at or above their partition's position; those below had their effect.
  Batch(absl::Span<const LogRecord> records, Positions positions);

  absl::Status Load(const kv::Store& kv, const ErasureHash& hash);
  void Fold(const features::FoldRules& rules, features::ConsentRule consent);
  kv::WriteBatch ToWrite() const;

  std::vector<std::string> learner_ids() const;  // whose keys are written
  const Positions& positions() const { return positions_; }
  const BatchCounts& counts() const { return counts_; }
  const std::vector<gamification::Grant>& grants() const { return grants_; }  // in the order of the records

 private:
  struct Learner {
    features::LearnerState state;
    features::EventWindow window;
    Buckets buckets;       // of its events
    bool changed = false;  // else only the window is written
    std::string erasure_key;
    std::optional<Erasure> erasure;  // then there is neither state nor window
    bool known = false;              // state or window was in the store
  };

  void FoldOne(const LogRecord& record, Learner& learner, PartitionPosition& position,
               const features::FoldRules& rules, features::ConsentRule consent);
  void Drop(const LogRecord& record, Erasure& erasure, PartitionPosition& position);

  void Reward(const events::Event& event, const gamification::Play& before,
              const gamification::Standing& stood, const features::LearnerState& state,
              const gamification::Rules& rules);

  Positions positions_;
  std::vector<const LogRecord*> fresh_;
  std::map<std::string, Learner> learners_;
  std::set<std::int32_t> moved_;  // partitions whose position is to be written
  BatchCounts counts_;
  std::vector<gamification::Grant> grants_;
};

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_CORE_BATCH_H_

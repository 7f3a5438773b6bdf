#include "core/state_store.h"

#include "absl/strings/str_cat.h"
#include "core/batch.h"
#include "features/state_codec.h"

namespace yachay::feature_store {

absl::StatusOr<std::unique_ptr<StateStore>> StateStore::Open(kv::Store& kv,
                                                             const features::FoldRules& rules) {
  Positions positions;
  absl::Status damage;
  const absl::Status read = kv.Scan(kPositionPrefix, [&](std::string_view key, std::string_view value) {
    const auto entry = DecodePosition(key, value);
    damage = entry.status();
    if (entry.ok()) positions.insert(*entry);
    return entry.ok();
  });
  if (!read.ok()) return read;
  if (!damage.ok()) return damage;
  return std::unique_ptr<StateStore>(new StateStore(kv, rules, std::move(positions)));
}

absl::StatusOr<BatchCounts> StateStore::Apply(absl::Span<const LogRecord> records) {
  Batch batch(records, positions());
  if (absl::Status status = batch.Load(kv_); !status.ok()) return status;
  batch.Fold(rules_);
  if (absl::Status status = kv_.Write(batch.ToWrite()); !status.ok()) return status;
  absl::MutexLock lock(&mutex_);
  positions_ = batch.positions();
  return batch.counts();
}

absl::StatusOr<std::vector<std::optional<features::LearnerState>>> StateStore::Read(
    absl::Span<const std::string> learner_ids) const {
  std::vector<std::string> keys;
  keys.reserve(learner_ids.size());
  for (const std::string& id : learner_ids) keys.push_back(StateKey(id));
  const auto values = kv_.MultiGet(keys);
  if (!values.ok()) return values.status();
  std::vector<std::optional<features::LearnerState>> states(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto& bytes = (*values)[i];
    if (!bytes) continue;
    auto state = features::DecodeState(*bytes);
    if (!state.ok()) return state.status();
    if (state->events > 0) states[i] = *std::move(state);  // 0: erased
  }
  return states;
}

Positions StateStore::positions() const {
  absl::MutexLock lock(&mutex_);
  return positions_;
}

std::int64_t StateStore::NextOffset(std::int32_t partition) const {
  absl::MutexLock lock(&mutex_);
  const auto it = positions_.find(partition);
  return it == positions_.end() ? 0 : it->second.next_offset;
}

}  // namespace yachay::feature_store

#include "core/state_store.h"

#include "absl/strings/str_cat.h"
#include "core/batch.h"
#include "features/state_codec.h"

namespace yachay::feature_store {

absl::StatusOr<std::unique_ptr<StateStore>> StateStore::Open(kv::Store& kv,
                                                             const learning::Calibration& calibration,
                                                             StoreRules rules) {
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
  auto hash = OpenErasureHash(kv, rules.erasure_salt);
  if (!hash.ok()) return hash.status();
  return std::unique_ptr<StateStore>(
      new StateStore(kv, calibration, rules, *std::move(hash), std::move(positions)));
}

absl::StatusOr<BatchCounts> StateStore::Apply(absl::Span<const LogRecord> records) {
  Batch batch(records, positions());
  if (absl::Status status = batch.Load(kv_, hash_); !status.ok()) return status;
  batch.Fold(calibration_, consent_);
  if (absl::Status status = kv_.Write(batch.ToWrite()); !status.ok()) return status;
  cache_.Written(batch.learner_ids());
  absl::MutexLock lock(&mutex_);
  positions_ = batch.positions();
  return batch.counts();
}

absl::StatusOr<std::vector<std::optional<features::LearnerState>>> StateStore::Read(
    absl::Span<const std::string> learner_ids, Positions* read_at) const {
  std::vector<std::string> keys;
  for (const std::string& id : learner_ids) keys.push_back(StateKey(id));
  if (read_at != nullptr) {
    for (const auto& [partition, position] : positions()) keys.push_back(PositionKey(partition));
  }
  const auto values = kv_.MultiGet(keys);
  if (!values.ok()) return values.status();
  for (std::size_t i = learner_ids.size(); i < keys.size(); ++i) {
    const auto entry = DecodePosition(keys[i], (*values)[i].value_or(""));
    if (!entry.ok()) return entry.status();
    read_at->insert(*entry);
  }
  std::vector<std::optional<features::LearnerState>> states(learner_ids.size());
  for (std::size_t i = 0; i < states.size(); ++i) {
    const auto& bytes = (*values)[i];
    if (!bytes) continue;
    auto state = features::DecodeState(*bytes);
    if (!state.ok()) return state.status();
    if (state->events > 0) states[i] = *std::move(state);  // 0: erased
  }
  return states;
}

absl::StatusOr<std::vector<StatePtr>> StateStore::ReadShared(absl::Span<const std::string> learner_ids) const {
  StateCache::Found found = cache_.Find(learner_ids);
  if (found.missing.empty()) return std::move(found.states);
  std::vector<std::string> ids;
  ids.reserve(found.missing.size());
  for (const std::size_t i : found.missing) ids.push_back(learner_ids[i]);
  auto read = Read(ids);
  if (!read.ok()) return read.status();
  for (std::size_t i = 0; i < ids.size(); ++i) {
    auto& state = (*read)[i];
    if (state) found.states[found.missing[i]] = std::make_shared<const features::LearnerState>(*std::move(state));
  }
  cache_.Fill(found.sequence, learner_ids, found.missing, found.states);
  return std::move(found.states);
}

absl::StatusOr<std::optional<Erasure>> StateStore::FindErasure(std::string_view learner_id) const {
  const auto bytes = kv_.Get(hash_.Key(learner_id));
  if (!bytes.ok()) return bytes.status();
  if (!*bytes) return std::optional<Erasure>();
  auto erasure = DecodeErasure(**bytes);
  if (!erasure.ok()) return erasure.status();
  return std::optional<Erasure>(*std::move(erasure));
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

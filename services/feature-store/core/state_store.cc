#include "core/state_store.h"

#include "core/batch.h"
#include "core/commit.h"
#include "features/state_codec.h"

namespace yachay::feature_store {

absl::StatusOr<std::unique_ptr<StateStore>> StateStore::Open(kv::Store& kv, const features::FoldRules& rules,
                                                             StoreRules store_rules) {
  auto hash = OpenErasureHash(kv, store_rules.erasure_salt);
  if (!hash.ok()) return hash.status();
  Positions positions;
  if (kv.shared()) {
    store_rules.cached_states = 0;  // others write too
    return std::unique_ptr<StateStore>(
        new StateStore(kv, rules, store_rules, *std::move(hash), std::move(positions)));
  }
  absl::Status damage;
  const absl::Status read = kv.Scan(kPositionPrefix, [&](std::string_view key, std::string_view value) {
    const auto entry = DecodePosition(key, value);
    damage = entry.status();
    if (entry.ok()) positions.insert(*entry);
    return entry.ok();
  });
  if (!read.ok()) return read;
  if (!damage.ok()) return damage;
  return std::unique_ptr<StateStore>(
      new StateStore(kv, rules, store_rules, *std::move(hash), std::move(positions)));
}

absl::Status StateStore::Take(absl::Span<const std::int32_t> partitions) {
  absl::Status status;
  for (const std::int32_t partition : partitions) status.Update(TakeOne(partition));
  return status;
}

absl::Status StateStore::TakeOne(std::int32_t partition) {
  if (!kv_.shared()) return absl::OkStatus();
  const std::string key = PositionKey(partition);
  const auto value = TakeHead(kv_, key);
  if (!value.ok()) return value.status();
  PartitionPosition position;
  if (*value) {
    const auto entry = DecodePosition(key, **value);
    if (!entry.ok()) return entry.status();
    position = entry->second;
  }
  absl::MutexLock lock(&mutex_);
  positions_[partition] = position;
  return absl::OkStatus();
}

void StateStore::Release(absl::Span<const std::int32_t> partitions) {
  if (!kv_.shared()) return;
  absl::MutexLock lock(&mutex_);
  for (const std::int32_t partition : partitions) positions_.erase(partition);
}

absl::StatusOr<BatchCounts> StateStore::Apply(absl::Span<const LogRecord> records, const Announce& announce) {
  BatchCounts counts;
  if (!kv_.shared()) {
    Batch batch(records, positions());
    if (absl::Status status = Write(batch, announce, "", std::nullopt); !status.ok()) return status;
    return batch.counts();
  }
  std::map<std::int32_t, std::vector<LogRecord>> by_partition;
  for (const LogRecord& record : records) by_partition[record.partition].push_back(record);
  for (const auto& [partition, own] : by_partition) {
    const absl::Status applied = ApplyTo(partition, own, announce, &counts);
    if (applied.ok()) continue;
    Release({partition});  // what became of it is read before the next try
    return applied;
  }
  return counts;
}

// Of a shared store.
absl::Status StateStore::ApplyTo(std::int32_t partition, absl::Span<const LogRecord> records,
                                 const Announce& announce, BatchCounts* counts) {
  const auto taken = positions().count(partition) > 0;
  if (absl::Status status = taken ? absl::OkStatus() : TakeOne(partition); !status.ok()) return status;
  const PartitionPosition before = positions().at(partition);
  const bool first = before == PartitionPosition{};
  Batch batch(records, {{partition, before}});
  const absl::Status written = Write(batch, announce, PositionKey(partition),
                                     first ? std::nullopt : std::optional(EncodePosition(before)));
  if (absl::IsOutOfRange(written) && records.size() > 1) {
    const std::size_t half = records.size() / 2;
    if (absl::Status status = ApplyTo(partition, records.subspan(0, half), announce, counts); !status.ok())
      return status;
    return ApplyTo(partition, records.subspan(half), announce, counts);
  }
  if (written.ok()) counts->Add(batch.counts());
  return written;
}

absl::Status StateStore::Write(Batch& batch, const Announce& announce, const std::string& head,
                               const std::optional<std::string>& before) {
  if (absl::Status status = batch.Load(kv_, hash_); !status.ok()) return status;
  batch.Fold(rules_, consent_);
  const kv::WriteBatch write = batch.ToWrite();
  if (write.empty()) return absl::OkStatus();
  if (announce && !batch.grants().empty()) {
    if (absl::Status told = announce(batch.grants()); !told.ok()) return told;
  }
  if (absl::Status status = Commit(kv_, head, before, write); !status.ok()) return status;
  cache_.Written(batch.learner_ids());
  absl::MutexLock lock(&mutex_);
  for (const auto& [partition, position] : batch.positions()) positions_[partition] = position;
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::optional<features::LearnerState>>> StateStore::Read(
    absl::Span<const std::string> learner_ids, Positions* read_at) const {
  std::vector<std::string> keys;
  for (const std::string& id : learner_ids) keys.push_back(StateKey(id));
  const bool shared = kv_.shared();
  if (shared && read_at != nullptr) *read_at = positions();
  for (const auto& id : shared ? learner_ids : absl::Span<const std::string>()) keys.push_back(hash_.Key(id));
  if (!shared && read_at != nullptr) {
    for (const auto& [partition, position] : positions()) keys.push_back(PositionKey(partition));
  }
  const auto values = kv_.MultiGet(keys);
  if (!values.ok()) return values.status();
  for (std::size_t i = learner_ids.size(); !shared && i < keys.size(); ++i) {
    const auto entry = DecodePosition(keys[i], (*values)[i].value_or(""));
    if (!entry.ok()) return entry.status();
    read_at->insert(*entry);
  }
  std::vector<std::optional<features::LearnerState>> states(learner_ids.size());
  for (std::size_t i = 0; i < states.size(); ++i) {
    const auto& bytes = (*values)[i];
    if (!bytes) continue;
    if (shared && (*values)[learner_ids.size() + i])
      continue;  // erased; left by a process that was overtaken
    auto state = features::DecodeState(*bytes);
    if (!state.ok()) return state.status();
    if (state->events > 0) states[i] = *std::move(state);  // 0: erased
  }
  return states;
}

absl::StatusOr<std::vector<StatePtr>> StateStore::ReadShared(
    absl::Span<const std::string> learner_ids) const {
  StateCache::Found found = cache_.Find(learner_ids);
  if (found.missing.empty()) return std::move(found.states);
  std::vector<std::string> ids;
  ids.reserve(found.missing.size());
  for (const std::size_t i : found.missing) ids.push_back(learner_ids[i]);
  auto read = Read(ids);
  if (!read.ok()) return read.status();
  for (std::size_t i = 0; i < ids.size(); ++i) {
    auto& state = (*read)[i];
    if (state)
      found.states[found.missing[i]] = std::make_shared<const features::LearnerState>(*std::move(state));
  }
  cache_.Fill(found.sequence, learner_ids, found.missing, found.states);
  return std::move(found.states);
}

std::optional<std::vector<StatePtr>> StateStore::ReadCached(absl::Span<const std::string> learner_ids) const {
  StateCache::Found found = cache_.Find(learner_ids);
  if (!found.missing.empty()) return std::nullopt;
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

bool StateStore::MayPersonalise(const features::LearnerState* state) const {
  static const features::LearnerState* const kUnknown = new features::LearnerState;
  return features::MayPersonalise(state != nullptr ? *state : *kUnknown, consent_);
}

std::int64_t StateStore::NextOffset(std::int32_t partition) const {
  const auto next = NextOffsets({partition});
  return next.ok() ? next->at(partition) : 0;
}

absl::StatusOr<std::map<std::int32_t, std::int64_t>> StateStore::NextOffsets(
    absl::Span<const std::int32_t> partitions) const {
  std::map<std::int32_t, std::int64_t> next;
  std::vector<std::string> elsewhere;  // keys of what others follow
  {
    absl::MutexLock lock(&mutex_);
    for (const std::int32_t partition : partitions) {
      const auto it = positions_.find(partition);
      next[partition] = it != positions_.end() ? it->second.next_offset : 0;
      if (kv_.shared() && it == positions_.end()) elsewhere.push_back(PositionKey(partition));
    }
  }
  if (elsewhere.empty()) return next;
  const auto values = kv_.MultiGet(elsewhere);
  if (!values.ok()) return values.status();
  for (std::size_t i = 0; i < elsewhere.size(); ++i) {
    if (!(*values)[i]) continue;
    const auto entry = DecodePosition(elsewhere[i], *(*values)[i]);
    if (!entry.ok()) return entry.status();
    next[entry->first] = entry->second.next_offset;
  }
  return next;
}

}  // namespace yachay::feature_store

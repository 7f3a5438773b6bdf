#include "core/shared_generations.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace yachay::feature_store {
namespace {

constexpr absl::Duration kGrace = absl::Seconds(30);  // of those who still read what has been replaced

std::vector<std::int32_t> Numbers(const std::map<std::int32_t, std::int64_t>& partitions) {
  std::vector<std::int32_t> numbers;
  for (const auto& [partition, offset] : partitions) numbers.push_back(partition);
  return numbers;
}

}  // namespace

SharedGenerations::SharedGenerations(std::string location, DefinitionSources sources, std::string hash,
                                     StoreRules store_rules, const kv::Options& options,
                                     std::unique_ptr<kv::Store> root)
    : location_(std::move(location)),
      sources_(std::move(sources)),
      hash_(std::move(hash)),
      store_rules_(std::move(store_rules)),
      options_(options),
      root_(std::move(root)),
      sweep_(*root_, kGrace) {}

absl::StatusOr<std::unique_ptr<Generations>> SharedGenerations::Open(const std::string& location,
                                                                     const DefinitionSources& sources,
                                                                     StoreRules store_rules,
                                                                     absl::Status* why_not,
                                                                     const kv::Options& options) {
  const auto definitions = ParseDefinitions(sources);
  if (!definitions.ok()) return definitions.status();
  auto root = kv::Store::Open(location, options);
  if (!root.ok()) return root.status();
  const auto salt = OpenErasureHash(**root, store_rules.erasure_salt);
  if (!salt.ok()) return salt.status();
  store_rules.erasure_salt = salt->salt();
  std::unique_ptr<SharedGenerations> opened(
      new SharedGenerations(location, sources, StateHash(sources, *definitions), std::move(store_rules),
                            options, *std::move(root)));
  const auto record = opened->Want();
  if (!record.ok()) return record.status();
  if (absl::Status followed = opened->Follow(*record); !followed.ok()) return followed;
  if (why_not != nullptr) *why_not = opened->live_;
  opened->sweep_.Request();
  return std::unique_ptr<Generations>(std::move(opened));
}

// The sources of new states are there before anybody can read of them in the record.
absl::StatusOr<GenerationRecord> SharedGenerations::Want() {
  while (true) {
    const auto before = ReadRecord(*root_);
    if (!before.ok()) return before.status();
    const GenerationRecord after = Wanting(*before, hash_);
    const bool is_new = !*before || after.last != (*before)->last;
    if (const Found opened = is_new ? OpenOne(after.wanted) : Found(nullptr); !opened.ok())
      return opened.status();
    const absl::Status replaced = ReplaceRecord(*root_, *before, after);
    if (replaced.ok()) return after;
    if (!absl::IsAborted(replaced)) return replaced;
  }
}

SharedGenerations::Found SharedGenerations::OpenOne(const std::string& name) const {
  if (HashOf(name) == hash_) return Generation::OpenShared(location_, name, sources_, store_rules_, options_);
  return Generation::ReopenShared(location_, name, store_rules_, options_);
}

SharedGenerations::Found SharedGenerations::Find(const std::string& name) const {
  for (auto& generation : {Current(), Next()}) {
    if (generation != nullptr && generation->name() == name) return generation;
  }
  return OpenOne(name);
}

absl::Status SharedGenerations::Look() {
  const auto record = ReadRecord(*root_);
  if (!record.ok()) return record.status();
  if (!*record)
    return absl::DataLossError(absl::StrCat("store ", root_->path(), ": ", kRecordKey, " is gone"));
  {
    absl::MutexLock applying(&applying_);
    if (**record == record_) {
      Aim();
      return absl::OkStatus();
    }
  }
  return Follow(**record);
}

// What cannot be folded by this build is passed by: then the wanted states are served at once, or, when those
// cannot either, what is served already, which then stands still.
absl::Status SharedGenerations::Follow(const GenerationRecord& record) {
  const Found live = Find(record.live);
  const Found wanted = record.wanted == record.live ? live : Find(record.wanted);
  for (const Found* found : {&live, &wanted}) {
    if (!found->ok() && !absl::IsUnimplemented(found->status())) return found->status();
  }
  std::shared_ptr<Generation> current = live.ok() ? *live : wanted.ok() ? *wanted : Current();
  if (current == nullptr) return live.status();
  std::shared_ptr<Generation> next = wanted.ok() && *wanted != current ? *wanted : nullptr;

  absl::MutexLock applying(&applying_);
  absl::MutexLock rebuilding(&rebuilding_);
  for (auto& [partition, offset] : followed_) {
    const auto to = FollowedTo(partition);
    if (!to.ok()) return to.status();
    offset = *to;
  }
  live_ = live.status();
  wanted_ = wanted.status();
  // What cannot be taken now is taken by Apply.
  for (const auto& generation : {current, next}) {
    if (generation != nullptr) generation->store().Take(Numbers(followed_)).IgnoreError();
  }
  Serve(std::move(current), std::move(next));
  record_ = record;
  Aim();
  return absl::OkStatus();
}

void SharedGenerations::Aim() {
  const auto current = Current();
  const bool gap = std::any_of(followed_.begin(), followed_.end(),
                               [&](const auto& entry) { return Behind(*current, entry.first); });
  target_ = gap ? current : Next();
}

// The next records that the follower gives may begin there: it leaves out what the served states have.
absl::StatusOr<std::int64_t> SharedGenerations::FollowedTo(std::int32_t partition) const {
  const auto served = Current()->store().NextOffsets({partition});
  if (!served.ok()) return served.status();
  return std::max(followed_.at(partition), served->at(partition));
}

// Where it cannot be told, yes: what is behind is not given what comes later.
bool SharedGenerations::Behind(const Generation& generation, std::int32_t partition) const {
  if (followed_.count(partition) == 0) return false;
  const auto followed = FollowedTo(partition);
  const auto next = generation.store().NextOffsets({partition});
  return !followed.ok() || !next.ok() || next->at(partition) < *followed;
}

absl::Status SharedGenerations::Take(absl::Span<const std::int32_t> partitions) {
  absl::MutexLock applying(&applying_);
  absl::MutexLock rebuilding(&rebuilding_);
  follows_ = true;
  const auto current = Current(), next = Next();
  const absl::Status taken = current->store().Take(partitions);
  if (next != nullptr) next->store().Take(partitions).IgnoreError();  // else by Apply
  for (const std::int32_t partition : partitions)
    followed_[partition] = current->store().NextOffset(partition);
  return taken;
}

void SharedGenerations::Release(absl::Span<const std::int32_t> partitions) {
  absl::MutexLock applying(&applying_);
  absl::MutexLock rebuilding(&rebuilding_);
  for (const std::int32_t partition : partitions) followed_.erase(partition);
  for (const auto& generation : {Current(), Next()}) {
    if (generation != nullptr) generation->store().Release(partitions);
  }
}

// Where the follower stands, whatever took over since it was told.
std::int64_t SharedGenerations::NextOffset(std::int32_t partition) const {
  absl::MutexLock applying(&applying_);
  const auto followed = followed_.find(partition);
  return followed != followed_.end() ? followed->second : Current()->store().NextOffset(partition);
}

absl::StatusOr<BatchCounts> SharedGenerations::Apply(absl::Span<const LogRecord> records,
                                                     const Announce& announce) {
  absl::MutexLock applying(&applying_);
  if (!live_.ok() && !wanted_.ok())
    return absl::FailedPreconditionError(
        absl::StrCat("the store has gone on to states that this build cannot fold: ", live_.message()));
  const auto current = Current();
  std::map<std::int32_t, std::int64_t> firsts, ends;
  for (const LogRecord& record : records) {
    firsts.emplace(record.partition, record.offset);
    ends[record.partition] = record.offset + 1;
  }
  for (const auto& [partition, first] : firsts) {
    if (Behind(*current, partition) && current->store().NextOffset(partition) < first)
      return absl::UnavailableError(absl::StrCat("partition ", partition, ": a replay has yet to bring ",
                                                 current->name(), " to offset ", first));
  }
  ApplyToNext(records);
  const auto counts = current->Apply(records, announce);
  for (const auto& [partition, end] : counts.ok() ? ends : std::map<std::int32_t, std::int64_t>()) {
    const auto followed = followed_.find(partition);
    if (followed != followed_.end()) followed->second = std::max(followed->second, end);
  }
  return counts;
}

// Before the served one, so that it is never behind once it was level. Where this fails, a replay makes up
// for it.
void SharedGenerations::ApplyToNext(absl::Span<const LogRecord> records) {
  const auto next = Next();
  if (next == nullptr) return;
  std::map<std::int32_t, bool> level;
  for (const auto& [partition, offset] : followed_) level[partition] = !Behind(*next, partition);
  std::vector<LogRecord> chosen;
  std::copy_if(records.begin(), records.end(), std::back_inserter(chosen), [&](const LogRecord& record) {
    const auto it = level.find(record.partition);
    return it != level.end() && it->second;
  });
  if (chosen.empty()) return;
  absl::MutexLock rebuilding(&rebuilding_);
  next->Apply(chosen).status().IgnoreError();
}

absl::Status SharedGenerations::trouble() const {
  absl::MutexLock applying(&applying_);
  if (!live_.ok()) return live_;
  if (!wanted_.ok())
    return absl::UnimplementedError(absl::StrCat(
        wanted_.message(), ": they cannot take over while this process follows partitions; replace it"));
  if (HashOf(record_.wanted) == hash_) return absl::OkStatus();
  return absl::AbortedError(absl::StrCat("a process that was started later wants ", record_.wanted,
                                         ", not the definitions of this one, ", hash_));
}

bool SharedGenerations::rebuilding() const {
  absl::MutexLock applying(&applying_);
  return record_.live != record_.wanted || target_ != nullptr;
}

std::shared_ptr<const Generation> SharedGenerations::replayed() const {
  absl::MutexLock applying(&applying_);
  return target_;
}

std::optional<std::vector<std::int32_t>> SharedGenerations::replayed_partitions() const {
  absl::MutexLock applying(&applying_);
  return Numbers(followed_);
}

absl::StatusOr<bool> SharedGenerations::Rebuild(absl::Span<const LogRecord> records) {
  absl::ReleasableMutexLock applying(&applying_);
  const auto current = Current();
  const auto target = target_ == nullptr && !follows_ ? current : target_;
  if (target == nullptr) return false;
  if (records.empty()) {
    if (target == current) Forgo();
    return false;
  }
  const std::vector<LogRecord> due = Due(records);
  if (target != current) applying.Release();  // serving goes on meanwhile
  absl::MutexLock rebuilding(&rebuilding_);
  if (const auto counts = target->Apply(due); !counts.ok()) return counts.status();
  if (due.size() == records.size()) return false;
  return absl::OutOfRangeError("the replay is level with the follower");
}

// Only what was followed: a record that cannot be read is with the dead letters then.
std::vector<LogRecord> SharedGenerations::Due(absl::Span<const LogRecord> records) const {
  std::map<std::int32_t, std::int64_t> ends;
  for (const auto& [partition, offset] : followed_) ends[partition] = FollowedTo(partition).value_or(0);
  std::vector<LogRecord> due;
  std::copy_if(records.begin(), records.end(), std::back_inserter(due), [&](const LogRecord& record) {
    const auto end = ends.find(record.partition);
    return !follows_ || (end != ends.end() && record.offset < end->second);
  });
  return due;
}

// All of the log has been given, and there is a gap still: the log does not hold it any more.
void SharedGenerations::Forgo() {
  for (auto& [partition, offset] : followed_) {
    const auto next = Current()->store().NextOffsets({partition});
    if (next.ok()) offset = std::min(offset, next->at(partition));
  }
}

absl::StatusOr<std::vector<std::int64_t>> SharedGenerations::Offsets(
    const std::string& name, absl::Span<const std::int32_t> partitions) const {
  std::vector<std::string> keys;
  for (const std::int32_t partition : partitions)
    keys.push_back(absl::StrCat(name, ":", PositionKey(partition)));
  const auto values = root_->MultiGet(keys);
  if (!values.ok()) return values.status();
  std::vector<std::int64_t> offsets;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto& value = (*values)[i];
    const auto entry = value ? DecodePosition(PositionKey(partitions[i]), *value)
                             : absl::StatusOr<std::pair<std::int32_t, PartitionPosition>>({0, {}});
    if (!entry.ok()) return entry.status();
    offsets.push_back(entry->second.next_offset);
  }
  return offsets;
}

// The served offsets first: both only grow, and the wanted ones stay level where they once were.
absl::StatusOr<bool> SharedGenerations::TakeOver(absl::Span<const std::int32_t> partitions) {
  GenerationRecord record;
  {
    absl::MutexLock applying(&applying_);
    record = record_;
    const auto next = Next();
    for (const auto& [partition, offset] : followed_) {
      if (next != nullptr && Behind(*next, partition)) return false;
    }
  }
  if (record.live == record.wanted || partitions.empty()) return false;
  const auto live = Offsets(record.live, partitions);
  if (!live.ok()) return live.status();
  const auto wanted = Offsets(record.wanted, partitions);
  if (!wanted.ok()) return wanted.status();
  for (std::size_t i = 0; i < live->size(); ++i) {
    if ((*wanted)[i] < (*live)[i]) return false;
  }
  const absl::Status replaced = ReplaceRecord(*root_, record, {record.wanted, record.wanted, record.last});
  if (absl::IsAborted(replaced)) return false;  // the next Look tells
  if (!replaced.ok()) return replaced;
  sweep_.Request();
  if (absl::Status looked = Look(); !looked.ok()) return looked;
  return true;
}

}  // namespace yachay::feature_store

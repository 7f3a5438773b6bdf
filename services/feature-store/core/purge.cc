#include "core/purge.h"

#include <utility>

#include "core/erasure.h"
#include "features/bytes.h"

namespace yachay::feature_store {
namespace {

constexpr char kPurgedKey[] = "m/purged";

std::string Encode(const std::map<std::int32_t, std::int64_t>& purged) {
  features::ByteWriter out;
  for (const auto& [partition, next] : purged) out.Signed(partition), out.Signed(next);
  return out.bytes();
}

// Damaged bytes read as little as possible: the files are then rewritten once more than needed.
std::map<std::int32_t, std::int64_t> Decode(std::string_view bytes) {
  features::ByteReader in(bytes);
  std::map<std::int32_t, std::int64_t> purged;
  while (in.ok() && !in.done()) {
    const auto partition = static_cast<std::int32_t>(in.Signed());
    purged[partition] = in.Signed();
  }
  return in.ok() ? purged : std::map<std::int32_t, std::int64_t>();
}

}  // namespace

Purge::Purge(kv::Store& kv, const StateStore& store, absl::Duration interval)
    : kv_(kv), store_(store), interval_(interval) {
  if (const auto bytes = kv_.Get(kPurgedKey); bytes.ok() && *bytes) purged_ = Decode(**bytes);
  thread_ = std::thread([this] { Work(); });
}

Purge::~Purge() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void Purge::Request() {
  if (kv_.shared()) return;
  absl::MutexLock lock(&mutex_);
  requested_ = true;
}

bool Purge::Covers(std::int32_t partition, std::int64_t offset) const {
  absl::MutexLock lock(&mutex_);
  const auto it = purged_.find(partition);
  return it != purged_.end() && offset < it->second;
}

absl::Status Purge::Run() {
  std::map<std::int32_t, std::int64_t> reached;
  for (const auto& [partition, position] : store_.positions()) reached[partition] = position.next_offset;
  if (absl::Status purged = kv_.Purge(); !purged.ok()) return purged;
  kv::WriteBatch write;
  write.Put(kPurgedKey, Encode(reached));
  if (absl::Status written = kv_.Write(write); !written.ok()) return written;
  absl::MutexLock lock(&mutex_);
  purged_ = std::move(reached);
  return absl::OkStatus();
}

void Purge::Work() {
  absl::MutexLock lock(&mutex_);
  while (true) {
    mutex_.Await(absl::Condition(this, &Purge::Wakes));
    if (stopping_) return;
    requested_ = false;
    mutex_.Unlock();
    const absl::Status done = Run();
    mutex_.Lock();
    requested_ |= !done.ok();  // again, after the pause
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), interval_)) return;
  }
}

absl::StatusOr<bool> NeedsPurge(const kv::Store& kv, const Purge& purge) {
  bool needs = false;
  const absl::Status read = kv.Scan(kErasurePrefix, [&](std::string_view, std::string_view value) {
    const auto erasure = DecodeErasure(value);
    needs = erasure.ok() && !purge.Covers(erasure->partition, erasure->offset);
    return !needs;
  });
  if (!read.ok()) return read;
  return needs;
}

}  // namespace yachay::feature_store

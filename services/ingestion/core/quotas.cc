#include "core/quotas.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace yachay::ingestion {

std::optional<Quotas::Refusal> Quotas::Take(const Wanted& wanted, std::int64_t now_ms) {
  if (empty()) return std::nullopt;
  absl::MutexLock lock(&mutex_);
  std::vector<std::pair<Bucket*, std::size_t>> taken;
  std::optional<Refusal> refusal;
  for (const auto& [game, events] : wanted) {
    Bucket* bucket = Find(game, now_ms);
    if (bucket == nullptr) continue;
    taken.emplace_back(bucket, events);
    const std::int64_t wait = WaitMs(*bucket, events);
    if (wait > 0 && (!refusal || wait > refusal->wait_ms)) refusal = Refusal{game, wait};
  }
  if (refusal) return refusal;
  for (const auto& [bucket, events] : taken) bucket->tokens -= static_cast<double>(events);
  return std::nullopt;
}

Quotas::Bucket* Quotas::Find(const std::string& game, std::int64_t now_ms) {
  auto found = buckets_.find(game);
  if (found == buckets_.end()) {
    const auto named = table_.games.find(game);
    if (named == table_.games.end() && !table_.fallback) return nullptr;
    const Quota quota = named != table_.games.end() ? named->second : *table_.fallback;
    if (named == table_.games.end() && unnamed_ >= kMaxGames) Forget(now_ms);
    const bool shared = named == table_.games.end() && unnamed_ >= kMaxGames;
    // No game has the empty name: that bucket is the shared one.
    found = buckets_.try_emplace(shared ? "" : game, Bucket{quota, quota.burst, now_ms}).first;
    if (named == table_.games.end() && !shared) ++unnamed_;
  }
  Refill(found->second, now_ms);
  return &found->second;
}

// A full bucket is as good as a new one.
void Quotas::Forget(std::int64_t now_ms) {
  for (auto& [game, bucket] : buckets_) Refill(bucket, now_ms);
  std::erase_if(buckets_, [&](const auto& entry) {
    return !names(entry.first) && entry.second.tokens >= entry.second.quota.burst;
  });
  unnamed_ = static_cast<std::size_t>(std::count_if(buckets_.begin(), buckets_.end(), [&](const auto& entry) {
    return !entry.first.empty() && !names(entry.first);
  }));
}

void Quotas::Refill(Bucket& bucket, std::int64_t now_ms) {
  if (now_ms <= bucket.at_ms) return;
  const double seconds = static_cast<double>(now_ms - bucket.at_ms) / 1000;
  bucket.tokens = std::min(bucket.quota.burst, bucket.tokens + seconds * bucket.quota.events_per_second);
  bucket.at_ms = now_ms;
}

std::int64_t Quotas::WaitMs(const Bucket& bucket, std::size_t events) {
  const double missing = std::min(static_cast<double>(events), bucket.quota.burst) - bucket.tokens;
  if (missing <= 0) return 0;
  return static_cast<std::int64_t>(std::ceil(missing / bucket.quota.events_per_second * 1000));
}

}  // namespace yachay::ingestion

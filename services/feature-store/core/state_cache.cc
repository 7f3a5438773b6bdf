#include "core/state_cache.h"

#include <utility>

namespace yachay::feature_store {

StateCache::Found StateCache::Find(absl::Span<const std::string> ids) {
  Found found;
  found.states.resize(ids.size());
  absl::MutexLock lock(&mutex_);
  found.sequence = sequence_;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    found.states[i] = FindOne(ids[i]);
    if (found.states[i] == nullptr) found.missing.push_back(i);
  }
  return found;
}

StatePtr StateCache::FindOne(const std::string& id) {
  if (const auto it = young_.find(id); it != young_.end()) return it->second;
  const auto it = old_.find(id);
  if (it == old_.end()) return nullptr;
  StatePtr state = std::move(it->second);
  old_.erase(it);
  Keep(id, state);
  return state;
}

void StateCache::Fill(std::uint64_t sequence, absl::Span<const std::string> ids,
                      absl::Span<const std::size_t> which, absl::Span<const StatePtr> states) {
  if (half_ == 0) return;
  absl::MutexLock lock(&mutex_);
  if (sequence != sequence_) return;  // what was read may be older than what was written
  for (const std::size_t i : which) {
    if (states[i] != nullptr) Keep(ids[i], states[i]);
  }
}

void StateCache::Keep(const std::string& id, StatePtr state) {
  if (young_.size() >= half_) {
    old_ = std::move(young_);
    young_ = States();
  }
  young_[id] = std::move(state);
}

void StateCache::Written(absl::Span<const std::string> ids) {
  absl::MutexLock lock(&mutex_);
  ++sequence_;
  for (const std::string& id : ids) {
    young_.erase(id);
    old_.erase(id);
  }
}

}  // namespace yachay::feature_store

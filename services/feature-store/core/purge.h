#ifndef FEATURE_STORE_CORE_PURGE_H_
#define FEATURE_STORE_CORE_PURGE_H_

#include <cstdint>
#include <map>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "core/state_store.h"
#include "kv/store.h"

namespace yachay::feature_store {

// Rewrites the store's files after erasures, on a thread of its own, so that the bytes of an erased learner
// leave the disk too: soon after the first request, then at most once per `interval`, however many requests
// come. How far it has come is kept in the store ("m/purged").
class Purge {
 public:
  // What it is given must outlive it.
  Purge(kv::Store& kv, const StateStore& store, absl::Duration interval);
  ~Purge();  // Lets a running rewrite end.

  // A learner was erased. Nothing to do in a shared store, whose servers rewrite their files. Also to be
  // called at the start, for what an earlier process left undone.
  void Request();

  // Whether the files were rewritten after this record was applied.
  bool Covers(std::int32_t partition, std::int64_t offset) const;

  // What Request leads to, on the calling thread; for tests and tools.
  absl::Status Run();

 private:
  void Work();
  bool Wakes() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return requested_ || stopping_; }

  kv::Store& kv_;
  const StateStore& store_;
  const absl::Duration interval_;
  mutable absl::Mutex mutex_;
  bool requested_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::map<std::int32_t, std::int64_t> purged_ ABSL_GUARDED_BY(mutex_);  // next offset, by partition
  std::thread thread_;
};

// Whether the store holds an erasure that `purge` does not cover. The errors of kv::Store.
absl::StatusOr<bool> NeedsPurge(const kv::Store& kv, const Purge& purge);

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_CORE_PURGE_H_

// A store on Redis 7 or Valkey, single or Cluster. Private to this library: use Store::Open.
#ifndef KV_REDIS_STORE_H_
#define KV_REDIS_STORE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "kv/location.h"
#include "kv/store.h"

namespace yachay::kv {

// Waits for a server that answers, up to options.redis.patience: then UNAVAILABLE. FAILED_PRECONDITION: a
// server that throws keys away when its memory is full. The errors of the password file.
absl::StatusOr<std::unique_ptr<Store>> OpenRedis(const Location& location, const Options& options);

}  // namespace yachay::kv

#endif  // KV_REDIS_STORE_H_

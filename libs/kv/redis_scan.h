// Private to this library.
#ifndef KV_REDIS_SCAN_H_
#define KV_REDIS_SCAN_H_

#include <set>
#include <string>

#include "absl/status/status.h"
#include "kv/redis_connection.h"

namespace yachay::kv {

// Adds the names of a node's keys that start with `prefix`. UNAVAILABLE.
absl::Status ScanNames(RedisConnection& connection, const std::string& prefix, std::set<std::string>* names);

}  // namespace yachay::kv

#endif  // KV_REDIS_SCAN_H_

// Private to this library.
#ifndef KV_REDIS_SCAN_H_
#define KV_REDIS_SCAN_H_

#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "kv/redis_connection.h"

namespace yachay::kv {

// Adds the names of a node's keys that start with `prefix`. UNAVAILABLE.
absl::Status ScanNames(RedisConnection& connection, const std::string& prefix, std::set<std::string>* names);

// Unlinks those of them that `unwanted` names; page by page, until `go_on` says false: CANCELLED.
// UNAVAILABLE.
absl::Status UnlinkNames(RedisConnection& connection, const std::string& prefix,
                         const std::function<bool(std::string_view)>& unwanted,
                         const std::function<bool()>& go_on);

}  // namespace yachay::kv

#endif  // KV_REDIS_SCAN_H_

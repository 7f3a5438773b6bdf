// The write of one hash tag as a Lua script, which Redis runs as a whole. Private to this library; pure.
#ifndef KV_REDIS_SCRIPT_H_
#define KV_REDIS_SCRIPT_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "kv/redis_connection.h"
#include "kv/store.h"

namespace yachay::kv {

// What of a batch concerns one hash tag; the last word on each key.
struct TagWrite {
  std::map<std::string_view, const WriteBatch::Op*> ops;
  std::vector<const WriteBatch::Op*> expectations;
};

// In the order of the tags; the views point into the batch.
std::map<std::string_view, TagWrite> ByTag(const WriteBatch& batch);

// EVAL …: answers 0, or n ≥ 1: the n-th expectation was not met and nothing was written.
Arguments EvalOf(const TagWrite& write, const std::string& prefix);

}  // namespace yachay::kv

#endif  // KV_REDIS_SCRIPT_H_

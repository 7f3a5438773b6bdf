// How a key is called on the servers: behind the store's prefix, and with the prefix in its hash tag too, so
// that keys of one tag stay in one slot: with "p:", x is "p:x" and s/{x} is "p:s/{p:x}". Private to this
// library; pure.
#ifndef KV_REDIS_KEY_H_
#define KV_REDIS_KEY_H_

#include <string>
#include <string_view>

namespace yachay::kv {

std::string ToServerKey(std::string_view prefix, std::string_view key);
// The inverse, of what the function above made.
std::string FromServerKey(std::string_view prefix, std::string_view server_key);

}  // namespace yachay::kv

#endif  // KV_REDIS_KEY_H_

#include "kv/redis_key.h"

#include "kv/store.h"

namespace yachay::kv {
namespace {

// Where the hash tag begins; npos: the key has none.
size_t TagAt(std::string_view key) {
  const std::string_view tag = HashTag(key);
  return tag.size() == key.size() ? std::string_view::npos : static_cast<size_t>(tag.data() - key.data());
}

}  // namespace

std::string ToServerKey(std::string_view prefix, std::string_view key) {
  std::string out(key);
  if (const size_t tag = TagAt(key); tag != std::string_view::npos) out.insert(tag, prefix);
  return std::string(prefix) + out;
}

std::string FromServerKey(std::string_view prefix, std::string_view server_key) {
  std::string out(server_key.substr(prefix.size()));
  if (const size_t tag = TagAt(out); tag != std::string_view::npos) out.erase(tag, prefix.size());
  return out;
}

}  // namespace yachay::kv

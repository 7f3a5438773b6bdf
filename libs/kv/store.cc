#include "kv/store.h"

#include "kv/location.h"
#include "kv/redis_store.h"
#include "kv/rocksdb_store.h"

namespace yachay::kv {

absl::StatusOr<std::unique_ptr<Store>> Store::Open(const std::string& location, const Options& options) {
  const auto parsed = ParseLocation(location);
  if (!parsed.ok()) return parsed.status();
  return parsed->nodes.empty() ? OpenRocksDb(parsed->folder, options) : OpenRedis(*parsed, options);
}

absl::StatusOr<std::optional<std::string>> Store::Get(std::string_view key) const {
  const std::string keys[] = {std::string(key)};
  auto values = MultiGet(keys);
  if (!values.ok()) return values.status();
  return std::move(values->front());
}

}  // namespace yachay::kv

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

absl::Status Store::DeleteIf(const std::function<bool(std::string_view key)>& unwanted,
                             const std::function<bool()>& go_on) {
  constexpr size_t kPortion = 500;
  WriteBatch portion;
  absl::Status written;
  bool more = true;
  const auto flush = [&] {
    written = Write(portion);
    portion.Clear();
    more = written.ok() && go_on();
    return more;
  };
  const absl::Status scanned = Scan("", [&](std::string_view key, std::string_view) {
    if (unwanted(key)) portion.Delete(key);
    return portion.ops().size() < kPortion || flush();
  });
  if (!scanned.ok()) return scanned;
  if (more) flush();
  return written;
}

}  // namespace yachay::kv

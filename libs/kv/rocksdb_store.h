// A store in a folder of this machine. Private to this library: use Store::Open.
#ifndef KV_ROCKSDB_STORE_H_
#define KV_ROCKSDB_STORE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "kv/store.h"

namespace yachay::kv {

// As Store::Open.
absl::StatusOr<std::unique_ptr<Store>> OpenRocksDb(const std::string& folder, const Options& options);

}  // namespace yachay::kv

#endif  // KV_ROCKSDB_STORE_H_

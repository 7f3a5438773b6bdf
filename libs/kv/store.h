// Keys and values in a folder on this machine (RocksDB), opened by one process at a time.
//
//   auto store = Store::Open("data/features", {});
//   WriteBatch batch;
//   batch.Put("learner/1", state);
//   batch.Put("offset/topic/3", position);
//   absl::Status written = (*store)->Write(batch);  // both or neither, also after kill -9
#ifndef KV_STORE_H_
#define KV_STORE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace yachay::kv {

struct Options {
  size_t block_cache_bytes = 8 << 20;  // blocks read from files and kept; with their indexes
  size_t write_buffer_bytes =
      16 << 20;       // all that is not yet in files; also the size of the log read at Open
  bool sync = false;  // wait for the disk at every Write: needed to survive a power cut, not a kill
  size_t max_key_bytes = 4 << 10;
  size_t max_value_bytes = 16 << 20;
};

// Puts and deletes that happen together. For one key the last one counts. Not thread-safe.
class WriteBatch {
 public:
  struct Op {
    std::string key;
    std::optional<std::string> value;  // nullopt: delete
  };

  void Put(std::string_view key, std::string_view value);
  void Delete(std::string_view key);
  void Clear();

  const std::vector<Op>& ops() const { return ops_; }
  bool empty() const { return ops_.empty(); }

 private:
  std::vector<Op> ops_;
};

// Thread-safe. Errors: INVALID_ARGUMENT: an empty or too large key, or a too large value; RESOURCE_EXHAUSTED:
// the disk is full; DATA_LOSS: files are damaged; UNAVAILABLE: any other failure of the disk. They name path
// and cause.
class Store {
 public:
  // Creates the folder and its parents when missing. FAILED_PRECONDITION: another process has it open.
  static absl::StatusOr<std::unique_ptr<Store>> Open(const std::string& path, const Options& options);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // nullopt: no such key.
  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const;
  // One answer per key, in their order. All from one moment: a Write is in all of them or in none.
  absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(absl::Span<const std::string> keys) const;

  // All or nothing. An empty batch does nothing.
  absl::Status Write(const WriteBatch& batch);

  // Calls `visit` for each key that starts with `prefix` (empty: all), in byte order, as of the time of the
  // call, until it returns false. The views live only during the call.
  absl::Status Scan(std::string_view prefix,
                    const std::function<bool(std::string_view key, std::string_view value)>& visit) const;

  // Rewrites the files, so that nothing that was deleted or overwritten before the call is left in them. Takes
  // as long as copying the store; reads and writes go on meanwhile.
  absl::Status Purge();

  // Bytes of live data, roughly: memory and files, compressed as they are.
  int64_t ApproximateSize() const;
  const std::string& path() const;

 private:
  class Impl;
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace yachay::kv

#endif  // KV_STORE_H_

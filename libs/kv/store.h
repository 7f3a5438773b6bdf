// Keys and values, in a folder on this machine (RocksDB, one process at a time) or on servers that several
// processes share (Redis 7 or Valkey, single or Cluster).
//
//   auto store = Store::Open("data/features", {});  // or redis://host:6379, redis+cluster://a:7000,b:7000
//   WriteBatch batch;
//   batch.Put("state/{learner-1}", state);
//   batch.Put("offset/{learner-1}", position);
//   batch.Expect("offset/{learner-1}", position_as_read);  // else ABORTED: somebody else was here
//   absl::Status written = (*store)->Write(batch);         // both or neither, also after kill -9
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
#include "absl/time/time.h"
#include "absl/types/span.h"

namespace yachay::kv {

struct RedisOptions {
  std::string password_file;  // its first line; empty: no AUTH. The user, if any, stands in the URL
  absl::Duration connect_timeout = absl::Seconds(1);
  absl::Duration reply_timeout = absl::Seconds(2);  // of one answer; a node that is slower counts as gone
  absl::Duration patience = absl::Seconds(15);      // of a Write or Scan over its tries: outlasts a failover
  absl::Duration read_patience = absl::Seconds(2);  // of Get and MultiGet: somebody waits for the answer
};

struct Options {
  size_t block_cache_bytes = 8 << 20;  // blocks read from files and kept; with their indexes
  size_t write_buffer_bytes =
      16 << 20;       // all that is not yet in files; also the size of the log read at Open
  bool sync = false;  // wait for the disk at every Write: needed to survive a power cut, not a kill
  size_t max_key_bytes = 4 << 10;
  size_t max_value_bytes = 16 << 20;
  RedisOptions redis;  // the fields above this one but for the limits concern RocksDB
};

// Puts and deletes that happen together, on conditions. For one key the last one counts. Not thread-safe.
class WriteBatch {
 public:
  struct Op {
    std::string key;
    std::optional<std::string> value;  // nullopt: delete
  };

  void Put(std::string_view key, std::string_view value);
  void Delete(std::string_view key);
  // Only if `key` has exactly this value now; nullopt: only if there is no such key. The key must have the
  // hash tag of a key that is written.
  void Expect(std::string_view key, std::optional<std::string> value);
  void Clear();

  const std::vector<Op>& ops() const { return ops_; }
  const std::vector<Op>& expectations() const { return expectations_; }
  bool empty() const { return ops_.empty(); }

 private:
  std::vector<Op> ops_;
  std::vector<Op> expectations_;
};

// What keys of one hash tag have in common: the text between the first { and the } after it, when there is
// any; else the whole key. As in Redis Cluster.
std::string_view HashTag(std::string_view key);

// Thread-safe. Errors: INVALID_ARGUMENT: an empty or too large key, or a too large value; RESOURCE_EXHAUSTED:
// disk or memory is full; DATA_LOSS: files are damaged; UNAVAILABLE: any other failure of disk or servers,
// and a Write may then have happened in part. They name the store and the cause.
class Store {
 public:
  // `location`: DIR or rocksdb:DIR, created with its parents when missing;
  // redis://[user@]host:port[,host:port…][/prefix] or redis+cluster://…, where further hosts are tried when
  // the first is away, and `prefix:` stands before each key, so that stores can share servers.
  // ?replicas=N: a write is done when N replicas have it (default 0; Cluster: 1, because a promoted replica
  // without it would lose it).
  // FAILED_PRECONDITION: another process has the folder open. INVALID_ARGUMENT: no such form of location.
  static absl::StatusOr<std::unique_ptr<Store>> Open(const std::string& location, const Options& options);

  virtual ~Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // nullopt: no such key.
  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const;
  // One answer per key, in their order. Those of one hash tag are from one moment; in an exclusive store all.
  virtual absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(
      absl::Span<const std::string> keys) const = 0;

  // Exclusive store: all or nothing. Shared store: all or nothing of each hash tag, the tags in any order.
  // ABORTED: an expectation was not met, so nothing of that tag (exclusive: nothing at all) was written; the
  // message names a key. What is there already as if by this very batch is no conflict, so that a try whose
  // answer was lost may be repeated. An empty batch does nothing.
  virtual absl::Status Write(const WriteBatch& batch) = 0;

  // Calls `visit` for each key that starts with `prefix` (empty: all), in byte order, until it returns false.
  // The views live only during the call. Exclusive store: as of the time of the call; shared store: reads
  // every key's name from every server, and what changes meanwhile may or may not be seen.
  virtual absl::Status Scan(
      std::string_view prefix,
      const std::function<bool(std::string_view key, std::string_view value)>& visit) const = 0;

  // Deletes the keys that `unwanted` names, some hundred at a time. After each portion of those looked at it
  // asks `go_on`, which may wait there, and ends, OK, when that says false. Reads every key's name; keys that
  // come meanwhile may stay.
  virtual absl::Status DeleteIf(const std::function<bool(std::string_view key)>& unwanted,
                                const std::function<bool()>& go_on);

  // Rewrites the files, so that nothing that was deleted or overwritten before the call is left in them.
  // Takes as long as copying the store; reads and writes go on meanwhile. Does nothing to a shared store,
  // whose files are its servers' own.
  virtual absl::Status Purge() = 0;

  // Bytes in memory and files, compressed as they are; what was overwritten counts until it is compacted
  // away. Shared store: what its servers hold in all, of this prefix or not; asks them.
  virtual int64_t ApproximateSize() const = 0;
  // True: other processes may write to it too.
  virtual bool shared() const = 0;
  // The folder or the servers, for people; without a secret.
  virtual const std::string& path() const = 0;

 protected:
  Store() = default;
};

// INVALID_ARGUMENT for a key or value beyond the limits of `options`, or an expectation that stands alone.
absl::Status Check(const WriteBatch& batch, const Options& options, const std::string& path);

}  // namespace yachay::kv

#endif  // KV_STORE_H_

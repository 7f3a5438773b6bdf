#include "kv/rocksdb_store.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"

namespace yachay::kv {
namespace {

rocksdb::Slice ToSlice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
std::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

absl::StatusCode CodeOf(const rocksdb::Status& status) {
  if (status.IsCorruption()) return absl::StatusCode::kDataLoss;
  if (status.IsNoSpace()) return absl::StatusCode::kResourceExhausted;
  if (status.IsInvalidArgument()) return absl::StatusCode::kInvalidArgument;
  return absl::StatusCode::kUnavailable;
}

std::string NextStep(const rocksdb::Status& status) {
  if (status.IsCorruption()) return ": stop, move the folder away and let it be rebuilt by replay";
  if (status.IsNoSpace()) return ": free space on this disk and start again";
  return "";
}

absl::Status ToStatus(const rocksdb::Status& status, const std::string& path, const char* what) {
  if (status.ok()) return absl::OkStatus();
  return absl::Status(CodeOf(status),
                      absl::StrCat("store ", path, ": ", what, ": ", status.ToString(), NextStep(status)));
}

bool LockedByAnother(const rocksdb::Status& status) {
  return status.IsIOError() && status.ToString().find("lock") != std::string::npos;
}

rocksdb::Options ToRocks(const Options& options) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(options.block_cache_bytes, /*num_shard_bits=*/2);
  table.cache_index_and_filter_blocks = true;  // else indexes grow outside the cache's limit

  rocksdb::Options rocks;
  rocks.create_if_missing = true;
  rocks.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  rocks.write_buffer_size = options.write_buffer_bytes / 2;  // one that fills while the other is written out
  rocks.max_write_buffer_number = 2;
  rocks.db_write_buffer_size = options.write_buffer_bytes;
  rocks.compression = rocksdb::kLZ4Compression;
  rocks.max_open_files = 256;
  rocks.max_background_jobs = 2;
  rocks.keep_log_file_num = 3;
  rocks.max_manifest_file_size =
      1;  // each change of files begins a new one: no key of a file that is gone stays
  rocks.max_log_file_size = 1 << 20;
  // A torn last record is the write that the kill interrupted: it never happened.
  rocks.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  return rocks;
}

// The first key after all that start with `prefix`; empty when there is none.
std::string EndOf(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && end.back() == '\xff') end.pop_back();
  if (!end.empty()) end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
  return end;
}

class RocksDbStore : public Store {
 public:
  RocksDbStore(std::string path, const Options& options) : path_(std::move(path)), options_(options) {}

  absl::Status Open();
  absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(
      absl::Span<const std::string> keys) const override;
  absl::Status Write(const WriteBatch& batch) override;
  absl::Status Scan(std::string_view prefix,
                    const std::function<bool(std::string_view, std::string_view)>& visit) const override;
  absl::Status Purge() override;
  int64_t ApproximateSize() const override;
  bool shared() const override { return false; }
  const std::string& path() const override { return path_; }

 private:
  absl::Status Met(const WriteBatch& batch) const;
  absl::Status Apply(const WriteBatch& batch);

  const std::string path_;
  const Options options_;
  std::unique_ptr<rocksdb::DB> db_;
  absl::Mutex expecting_;  // alone from checking expectations to the write
};

absl::Status RocksDbStore::Open() {
  std::error_code error;
  std::filesystem::create_directories(path_, error);
  if (error)
    return absl::UnavailableError(absl::StrCat("store ", path_, ": cannot create: ", error.message()));

  rocksdb::DB* db = nullptr;
  const rocksdb::Status opened = rocksdb::DB::Open(ToRocks(options_), path_, &db);
  db_.reset(db);
  if (LockedByAnother(opened)) {
    return absl::FailedPreconditionError(absl::StrCat(
        "store ", path_, ": another process has it open; stop it, or give this one another folder"));
  }
  return ToStatus(opened, path_, "open");
}

absl::StatusOr<std::vector<std::optional<std::string>>> RocksDbStore::MultiGet(
    absl::Span<const std::string> keys) const {
  const std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> found(keys.size());
  db_->MultiGet({}, db_->DefaultColumnFamily(), keys.size(), slices.data(), values.data(), found.data());

  std::vector<std::optional<std::string>> answers(keys.size());
  for (size_t i = 0; i < keys.size(); ++i) {
    if (found[i].ok()) {
      answers[i] = values[i].ToString();
    } else if (!found[i].IsNotFound()) {
      return ToStatus(found[i], path_, "multi-get");
    }
  }
  return answers;
}

// Of a batch that was checked.
absl::Status RocksDbStore::Apply(const WriteBatch& batch) {
  rocksdb::WriteBatch rocks;
  for (const WriteBatch::Op& op : batch.ops()) {
    const rocksdb::Status added = op.value ? rocks.Put(op.key, *op.value) : rocks.Delete(op.key);
    if (!added.ok()) return ToStatus(added, path_, "write");
  }
  rocksdb::WriteOptions options;
  options.sync = options_.sync;
  return ToStatus(db_->Write(options, &rocks), path_, "write");
}

absl::Status RocksDbStore::Met(const WriteBatch& batch) const {
  for (const WriteBatch::Op& expected : batch.expectations()) {
    const auto found = Get(expected.key);
    if (!found.ok()) return found.status();
    if (*found == expected.value) continue;
    const auto last = std::find_if(batch.ops().rbegin(), batch.ops().rend(),
                                   [&](const WriteBatch::Op& op) { return op.key == expected.key; });
    if (last != batch.ops().rend() && last->value == *found) continue;  // this very batch came before
    return absl::AbortedError(
        absl::StrCat("store ", path_, ": ", expected.key, " has changed: read again, then write"));
  }
  return absl::OkStatus();
}

absl::Status RocksDbStore::Write(const WriteBatch& batch) {
  if (absl::Status valid = Check(batch, options_, path_); !valid.ok()) return valid;
  if (batch.empty()) return absl::OkStatus();
  if (batch.expectations().empty()) {
    absl::ReaderMutexLock lock(&expecting_);
    return Apply(batch);
  }
  absl::MutexLock lock(&expecting_);
  if (absl::Status met = Met(batch); !met.ok()) return met;
  return Apply(batch);
}

absl::Status RocksDbStore::Scan(std::string_view prefix,
                                const std::function<bool(std::string_view, std::string_view)>& visit) const {
  const std::string end = EndOf(prefix);
  const rocksdb::Slice bound = ToSlice(end);
  rocksdb::ReadOptions options;
  options.fill_cache = false;  // a scan must not push out what single reads need
  if (!end.empty()) options.iterate_upper_bound = &bound;
  const std::unique_ptr<rocksdb::Iterator> at(db_->NewIterator(options));
  for (at->Seek(ToSlice(prefix)); at->Valid(); at->Next()) {
    if (!visit(ToView(at->key()), ToView(at->value()))) break;
  }
  return ToStatus(at->status(), path_, "scan");
}

absl::Status RocksDbStore::Purge() {
  rocksdb::CompactRangeOptions options;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  return ToStatus(db_->CompactRange(options, nullptr, nullptr), path_, "purge");
}

int64_t RocksDbStore::ApproximateSize() const {
  int64_t total = 0;
  for (const std::string& property :
       {rocksdb::DB::Properties::kLiveSstFilesSize, rocksdb::DB::Properties::kCurSizeAllMemTables}) {
    uint64_t bytes = 0;
    if (db_->GetIntProperty(property, &bytes)) total += static_cast<int64_t>(bytes);
  }
  return total;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> OpenRocksDb(const std::string& folder, const Options& options) {
  auto store = std::make_unique<RocksDbStore>(folder, options);
  if (absl::Status opened = store->Open(); !opened.ok()) return opened;
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace yachay::kv

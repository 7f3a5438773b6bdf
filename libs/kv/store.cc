#include "kv/store.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"

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
  rocks.max_manifest_file_size = 1;  // each change of files begins a new one: no key of a file that is gone stays
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

}  // namespace

void WriteBatch::Put(std::string_view key, std::string_view value) {
  ops_.push_back({std::string(key), std::string(value)});
}
void WriteBatch::Delete(std::string_view key) { ops_.push_back({std::string(key), std::nullopt}); }
void WriteBatch::Clear() { ops_.clear(); }

class Store::Impl {
 public:
  Impl(std::string path, const Options& options) : path_(std::move(path)), options_(options) {}

  absl::Status Open();
  absl::Status Check(const WriteBatch::Op& op) const;

  const std::string path_;
  const Options options_;
  std::unique_ptr<rocksdb::DB> db_;
};

absl::Status Store::Impl::Open() {
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

absl::Status Store::Impl::Check(const WriteBatch::Op& op) const {
  if (op.key.empty()) return absl::InvalidArgumentError(absl::StrCat("store ", path_, ": empty key"));
  if (op.key.size() > options_.max_key_bytes) {
    return absl::InvalidArgumentError(absl::StrCat("store ", path_, ": key of ", op.key.size(),
                                                   " bytes; at most ", options_.max_key_bytes, " are taken"));
  }
  if (op.value && op.value->size() > options_.max_value_bytes) {
    return absl::InvalidArgumentError(absl::StrCat("store ", path_, ": value of ", op.value->size(),
                                                   " bytes; at most ", options_.max_value_bytes,
                                                   " are taken"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Store>> Store::Open(const std::string& path, const Options& options) {
  auto impl = std::make_unique<Impl>(path, options);
  if (absl::Status opened = impl->Open(); !opened.ok()) return opened;
  return std::unique_ptr<Store>(new Store(std::move(impl)));
}

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::~Store() = default;

absl::StatusOr<std::optional<std::string>> Store::Get(std::string_view key) const {
  std::string value;
  const rocksdb::Status found = impl_->db_->Get({}, ToSlice(key), &value);
  if (found.ok()) return std::optional<std::string>(std::move(value));
  if (found.IsNotFound()) return std::optional<std::string>();
  return ToStatus(found, impl_->path_, "get");
}

absl::StatusOr<std::vector<std::optional<std::string>>> Store::MultiGet(
    absl::Span<const std::string> keys) const {
  const std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> found(keys.size());
  impl_->db_->MultiGet({}, impl_->db_->DefaultColumnFamily(), keys.size(), slices.data(), values.data(),
                       found.data());

  std::vector<std::optional<std::string>> answers(keys.size());
  for (size_t i = 0; i < keys.size(); ++i) {
    if (found[i].ok()) {
      answers[i] = values[i].ToString();
    } else if (!found[i].IsNotFound()) {
      return ToStatus(found[i], impl_->path_, "multi-get");
    }
  }
  return answers;
}

absl::Status Store::Write(const WriteBatch& batch) {
  if (batch.empty()) return absl::OkStatus();
  rocksdb::WriteBatch rocks;
  for (const WriteBatch::Op& op : batch.ops()) {
    if (absl::Status valid = impl_->Check(op); !valid.ok()) return valid;
    const rocksdb::Status added = op.value ? rocks.Put(op.key, *op.value) : rocks.Delete(op.key);
    if (!added.ok()) return ToStatus(added, impl_->path_, "write");
  }
  rocksdb::WriteOptions options;
  options.sync = impl_->options_.sync;
  return ToStatus(impl_->db_->Write(options, &rocks), impl_->path_, "write");
}

absl::Status Store::Scan(std::string_view prefix,
                         const std::function<bool(std::string_view, std::string_view)>& visit) const {
  const std::string end = EndOf(prefix);
  const rocksdb::Slice bound = ToSlice(end);
  rocksdb::ReadOptions options;
  options.fill_cache = false;  // a scan must not push out what single reads need
  if (!end.empty()) options.iterate_upper_bound = &bound;
  const std::unique_ptr<rocksdb::Iterator> at(impl_->db_->NewIterator(options));
  for (at->Seek(ToSlice(prefix)); at->Valid(); at->Next()) {
    if (!visit(ToView(at->key()), ToView(at->value()))) break;
  }
  return ToStatus(at->status(), impl_->path_, "scan");
}

absl::Status Store::Purge() {
  rocksdb::CompactRangeOptions options;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  return ToStatus(impl_->db_->CompactRange(options, nullptr, nullptr), impl_->path_, "purge");
}

int64_t Store::ApproximateSize() const {
  int64_t total = 0;
  for (const std::string& property :
       {rocksdb::DB::Properties::kEstimateLiveDataSize, rocksdb::DB::Properties::kCurSizeAllMemTables}) {
    uint64_t bytes = 0;
    if (impl_->db_->GetIntProperty(property, &bytes)) total += static_cast<int64_t>(bytes);
  }
  return total;
}

const std::string& Store::path() const { return impl_->path_; }

}  // namespace yachay::kv

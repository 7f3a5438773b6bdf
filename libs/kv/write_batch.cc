#include <set>

#include "absl/strings/str_cat.h"
#include "kv/store.h"

namespace yachay::kv {
namespace {

absl::Status CheckKey(const std::string& key, const Options& options, const std::string& path) {
  if (key.empty()) return absl::InvalidArgumentError(absl::StrCat("store ", path, ": empty key"));
  if (key.size() <= options.max_key_bytes) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("store ", path, ": key of ", key.size(), " bytes; at most ",
                                                 options.max_key_bytes, " are taken"));
}

}  // namespace

void WriteBatch::Put(std::string_view key, std::string_view value) {
  ops_.push_back({std::string(key), std::string(value)});
}
void WriteBatch::Delete(std::string_view key) { ops_.push_back({std::string(key), std::nullopt}); }
void WriteBatch::Expect(std::string_view key, std::optional<std::string> value) {
  expectations_.push_back({std::string(key), std::move(value)});
}
void WriteBatch::Clear() {
  ops_.clear();
  expectations_.clear();
}

std::string_view HashTag(std::string_view key) {
  const size_t open = key.find('{');
  if (open == std::string_view::npos) return key;
  const size_t close = key.find('}', open + 1);
  if (close == std::string_view::npos || close == open + 1) return key;
  return key.substr(open + 1, close - open - 1);
}

absl::Status Check(const WriteBatch& batch, const Options& options, const std::string& path) {
  std::set<std::string_view> written;
  for (const WriteBatch::Op& op : batch.ops()) {
    if (absl::Status key = CheckKey(op.key, options, path); !key.ok()) return key;
    if (op.value && op.value->size() > options.max_value_bytes) {
      return absl::InvalidArgumentError(absl::StrCat("store ", path, ": value of ", op.value->size(),
                                                     " bytes; at most ", options.max_value_bytes,
                                                     " are taken"));
    }
    written.insert(HashTag(op.key));
  }
  for (const WriteBatch::Op& expected : batch.expectations()) {
    if (absl::Status key = CheckKey(expected.key, options, path); !key.ok()) return key;
    if (!written.contains(HashTag(expected.key))) {
      return absl::InvalidArgumentError(absl::StrCat("store ", path, ": expectation on ", expected.key,
                                                     ", but no key of its hash tag is written"));
    }
  }
  return absl::OkStatus();
}

}  // namespace yachay::kv

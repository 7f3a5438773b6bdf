#include "core/generation_record.h"

#include <algorithm>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace yachay::feature_store {
namespace {

constexpr std::size_t kHashDigits = 16;

bool IsHash(std::string_view text) {
  return text.size() == kHashDigits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::string NameOf(std::string_view hash, std::uint64_t number) {
  return absl::StrCat(std::string(hash), "-", number);
}

std::string_view HashOf(std::string_view name) { return name.substr(0, kHashDigits); }

std::uint64_t NumberOf(std::string_view name) {
  std::uint64_t number = 0;
  const bool formed = name.size() > kHashDigits && IsHash(HashOf(name)) && name[kHashDigits] == '-';
  if (!formed || !absl::SimpleAtoi(std::string(name.substr(kHashDigits + 1)), &number)) return 0;
  return number;
}

std::string_view GenerationOf(std::string_view key) {
  const std::string_view name = key.substr(0, std::min(key.find(':'), key.size()));
  return NumberOf(name) > 0 && name.size() < key.size() ? name : std::string_view();
}

std::string Encode(const GenerationRecord& record) {
  return absl::StrCat(record.live, " ", record.wanted, " ", record.last);
}

absl::StatusOr<GenerationRecord> DecodeRecord(std::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(std::string(text), ' ');
  GenerationRecord record;
  if (parts.size() == 3 && absl::SimpleAtoi(parts[2], &record.last)) {
    record.live = parts[0], record.wanted = parts[1];
    if (NumberOf(record.live) > 0 && NumberOf(record.wanted) > 0) return record;
  }
  return absl::DataLossError(absl::StrCat(kRecordKey, " is damaged: \"", std::string(text), "\""));
}

absl::StatusOr<std::optional<GenerationRecord>> ReadRecord(const kv::Store& root) {
  const auto text = root.Get(kRecordKey);
  if (!text.ok()) return text.status();
  if (!*text) return std::optional<GenerationRecord>();
  auto record = DecodeRecord(**text);
  if (!record.ok()) return record.status();
  return std::optional<GenerationRecord>(*std::move(record));
}

absl::Status ReplaceRecord(kv::Store& root, const std::optional<GenerationRecord>& before,
                           const GenerationRecord& after) {
  if (before == after) return absl::OkStatus();
  kv::WriteBatch write;
  write.Put(kRecordKey, Encode(after));
  write.Expect(kRecordKey, before ? std::optional(Encode(*before)) : std::nullopt);
  return root.Write(write);
}

GenerationRecord Wanting(const std::optional<GenerationRecord>& record, std::string_view hash) {
  if (!record) return {NameOf(hash, 1), NameOf(hash, 1), 1};
  GenerationRecord after = *record;
  if (HashOf(record->live) == hash) {
    after.wanted = record->live;
  } else if (HashOf(record->wanted) != hash) {
    after.wanted = NameOf(hash, ++after.last);
  }
  return after;
}

}  // namespace yachay::feature_store

#include "core/journal.h"

#include "absl/status/status.h"
#include "features/bytes.h"

namespace yachay::feature_store {
namespace {

constexpr std::uint64_t kVersion = 1;

void WriteOptional(features::ByteWriter& out, const std::optional<std::string>& text) {
  out.Unsigned(text.has_value());
  out.Text(text.value_or(""));
}

std::optional<std::string> ReadOptional(features::ByteReader& in) {
  const bool given = in.Unsigned() != 0;
  std::string text(in.Text());
  if (!given) return std::nullopt;
  return text;
}

void WriteOps(features::ByteWriter& out, const std::vector<kv::WriteBatch::Op>& ops) {
  out.Unsigned(ops.size());
  for (const auto& op : ops) {
    out.Text(op.key);
    WriteOptional(out, op.value);
  }
}

}  // namespace

std::string EncodeJournal(const Journal& journal) {
  features::ByteWriter out;
  out.Unsigned(kVersion);
  WriteOptional(out, journal.before);
  out.Text(journal.after);
  WriteOps(out, journal.tags.ops());
  WriteOps(out, journal.tags.expectations());
  return out.bytes();
}

absl::StatusOr<Journal> DecodeJournal(std::string_view bytes) {
  features::ByteReader in(bytes);
  Journal journal;
  const bool known = in.Unsigned() == kVersion;
  journal.before = ReadOptional(in);
  journal.after = in.Text();
  for (std::uint64_t n = in.Unsigned(); n > 0 && in.ok(); --n) {
    const std::string key(in.Text());
    const auto value = ReadOptional(in);
    value ? journal.tags.Put(key, *value) : journal.tags.Delete(key);
  }
  for (std::uint64_t n = in.Unsigned(); n > 0 && in.ok(); --n) {
    const std::string key(in.Text());
    journal.tags.Expect(key, ReadOptional(in));
  }
  if (!known || !in.done()) return absl::DataLossError("the journal of a partition is damaged");
  return journal;
}

}  // namespace yachay::feature_store

#include "core/erasure.h"

#include <openssl/rand.h>
#include <openssl/sha.h>

#include <array>
#include <fstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "features/bytes.h"

namespace yachay::feature_store {
namespace {

constexpr std::size_t kSaltBytes = 32;
constexpr std::size_t kHashBytes = 16;

absl::StatusOr<std::string> RandomSalt() {
  std::array<unsigned char, kSaltBytes> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
    return absl::UnavailableError(
        "no randomness for the salt of erasures; give one with --erasure-salt-file");
  return std::string(bytes.begin(), bytes.end());
}

}  // namespace

Erasure MakeErasure(const events::Event& event, std::int32_t partition, std::int64_t offset,
                    std::uint64_t erased_events) {
  Erasure erasure;
  erasure.request_id = std::get<events::ErasureRequested>(event.payload).request_id;
  erasure.requested_ms = *event.occurred_at_ms;
  erasure.received_ms = event.received_at_ms.value_or(*event.occurred_at_ms);
  erasure.partition = partition;
  erasure.offset = offset;
  erasure.erased_events = erased_events;
  erasure.counted[partition] = offset;
  return erasure;
}

std::string EncodeErasure(const Erasure& erasure) {
  features::ByteWriter out;
  out.Text(erasure.request_id);
  out.Signed(erasure.requested_ms);
  out.Signed(erasure.received_ms);
  out.Signed(erasure.partition);
  out.Signed(erasure.offset);
  out.Unsigned(erasure.erased_events);
  out.Unsigned(erasure.dropped_events);
  for (const auto& [partition, last] : erasure.counted) out.Signed(partition), out.Signed(last);
  return out.bytes();
}

absl::StatusOr<Erasure> DecodeErasure(std::string_view bytes) {
  features::ByteReader in(bytes);
  Erasure erasure;
  erasure.request_id = std::string(in.Text());
  erasure.requested_ms = in.Signed();
  erasure.received_ms = in.Signed();
  erasure.partition = static_cast<std::int32_t>(in.Signed());
  erasure.offset = in.Signed();
  erasure.erased_events = in.Unsigned();
  erasure.dropped_events = in.Unsigned();
  while (in.ok() && !in.done()) {
    const auto partition = static_cast<std::int32_t>(in.Signed());
    erasure.counted[partition] = in.Signed();
  }
  if (!in.done()) return absl::DataLossError("the record of an erasure is damaged");
  return erasure;
}

std::string ErasureHash::operator()(std::string_view learner_id) const {
  const std::string text = std::string(salt_).append(learner_id);
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return absl::BytesToHexString({reinterpret_cast<const char*>(digest.data()), kHashBytes});
}

std::string ErasureHash::Key(std::string_view learner_id) const {
  return absl::StrCat(kErasurePrefix, "{", (*this)(learner_id), "}");
}

absl::StatusOr<std::string> ReadErasureSalt(const std::string& file) {
  std::string salt;
  if (file.empty()) return salt;
  std::ifstream in(file);
  if (std::getline(in, salt) && !salt.empty()) return salt;
  return absl::InvalidArgumentError(
      absl::StrCat("--erasure-salt-file ", file, ": its first line cannot be read or is empty"));
}

absl::StatusOr<ErasureHash> OpenErasureHash(kv::Store& kv, const std::string& wanted) {
  const auto kept = kv.Get(kSaltKey);
  if (!kept.ok()) return kept.status();
  if (*kept && !wanted.empty() && **kept != wanted) {
    return absl::FailedPreconditionError(
        "the store was made with another erasure salt: give that one, or rebuild the store from the log");
  }
  if (*kept) return ErasureHash(**kept);
  absl::StatusOr<std::string> salt = wanted;
  if (wanted.empty()) salt = RandomSalt();
  if (!salt.ok()) return salt.status();
  kv::WriteBatch write;
  write.Put(kSaltKey, *salt);
  write.Expect(kSaltKey, std::nullopt);
  const absl::Status written = kv.Write(write);
  if (absl::IsAborted(written)) return OpenErasureHash(kv, wanted);  // another process was first
  if (!written.ok()) return written;
  return ErasureHash(*std::move(salt));
}

}  // namespace yachay::feature_store

#ifndef FEATURE_STORE_CORE_ERASURE_H_
#define FEATURE_STORE_CORE_ERASURE_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "events/event.h"
#include "kv/store.h"

// An erased learner is gone for good: state and window leave the store, and a salted hash of the id is kept,
// so that whatever comes later under that id, early or late by its own time, is dropped. Who plays on does so
// under a new pseudonym.
namespace yachay::feature_store {

// What is kept of an erasure. It names nobody.
struct Erasure {
  std::string request_id;
  std::int64_t requested_ms = 0;  // when it was asked for
  std::int64_t received_ms = 0;   // when ingestion had it
  std::int32_t partition = 0;     // where the request stands on the log
  std::int64_t offset = 0;
  std::uint64_t erased_events = 0;   // that had had an effect
  std::uint64_t dropped_events = 0;  // that came after the request
  // By partition: the last record that is in these numbers. A batch that is folded anew counts once.
  std::map<std::int32_t, std::int64_t> counted;

  bool operator==(const Erasure&) const = default;
};

// REQUIRES: event.payload is an ErasureRequested.
Erasure MakeErasure(const events::Event& event, std::int32_t partition, std::int64_t offset,
                    std::uint64_t erased_events);

std::string EncodeErasure(const Erasure& erasure);
absl::StatusOr<Erasure> DecodeErasure(std::string_view bytes);  // DATA_LOSS

// Names learners by what does not lead back to them: SHA-256 of salt and id, 32 hexadecimal digits. A store's
// salt is secret and never changes: with another one erased learners would come back.
class ErasureHash {
 public:
  // Any bytes; the longer the better.
  explicit ErasureHash(std::string salt) : salt_(std::move(salt)) {}

  std::string operator()(std::string_view learner_id) const;
  std::string Key(std::string_view learner_id) const;  // "e/{hash}"

  const std::string& salt() const { return salt_; }

 private:
  std::string salt_;
};

inline constexpr char kErasurePrefix[] = "e/";
inline constexpr char kSaltKey[] = "m/erasure-salt";

// The first line of a file, as --erasure-salt-file names it; no file: empty. INVALID_ARGUMENT: it cannot be
// read or is empty.
absl::StatusOr<std::string> ReadErasureSalt(const std::string& file);

// The salt that `kv` keeps. A new store gets `wanted`, or a random one when that is empty.
// FAILED_PRECONDITION: the store was made with another salt than `wanted`.
absl::StatusOr<ErasureHash> OpenErasureHash(kv::Store& kv, const std::string& wanted);

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_CORE_ERASURE_H_

#ifndef FEATURE_STORE_CORE_GENERATION_RECORD_H_
#define FEATURE_STORE_CORE_GENERATION_RECORD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "kv/store.h"

// What the processes of a shared store agree on: one key, "m/generations", that changes by compare-and-set.
namespace yachay::feature_store {

// A generation's name is HASH-NUMBER. A number is given once: states that were abandoned never come back, so
// that they can be removed while others are folded by the same definitions.
struct GenerationRecord {
  std::string live;        // what is served
  std::string wanted;      // what takes over when it stands where `live` stands; the same: nothing does
  std::uint64_t last = 0;  // the highest number given

  bool operator==(const GenerationRecord&) const = default;
};

inline constexpr char kRecordKey[] = "m/generations";

std::string NameOf(std::string_view hash, std::uint64_t number);
std::string_view HashOf(std::string_view name);
// 0: not a generation's name.
std::uint64_t NumberOf(std::string_view name);
// The generation whose key this is, seen from the store that holds all of them (kv/location.h, Within); "":
// none.
std::string_view GenerationOf(std::string_view key);

std::string Encode(const GenerationRecord& record);                    // "live wanted last"
absl::StatusOr<GenerationRecord> DecodeRecord(std::string_view text);  // DATA_LOSS

// nullopt: a new store. The errors of kv::Store; DATA_LOSS.
absl::StatusOr<std::optional<GenerationRecord>> ReadRecord(const kv::Store& root);
// ABORTED: the record is not `before` any more.
absl::Status ReplaceRecord(kv::Store& root, const std::optional<GenerationRecord>& before,
                           const GenerationRecord& after);

// The record once states by these definitions are wanted: those that live, those that are being folded
// already, or new ones.
GenerationRecord Wanting(const std::optional<GenerationRecord>& record, std::string_view hash);

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_CORE_GENERATION_RECORD_H_

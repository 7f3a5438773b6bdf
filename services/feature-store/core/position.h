#ifndef FEATURE_STORE_CORE_POSITION_H_
#define FEATURE_STORE_CORE_POSITION_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace yachay::feature_store {

// What became of the records of one partition. Where offsets are dense from 0,
// next_offset = applied + duplicates + dead_lettered + erased.
struct PartitionPosition {
  std::int64_t next_offset = 0;  // everything below has had its effect
  std::uint64_t applied = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t dead_lettered = 0;
  std::uint64_t erased = 0;  // of learners who were erased before

  bool operator==(const PartitionPosition&) const = default;
};

using Positions = std::map<std::int32_t, PartitionPosition>;

// Keys and values of the store. One learner's keys share the part in braces, which is Redis Cluster's hash
// tag.
std::string StateKey(std::string_view learner_id);                       // "s/{learner}"
std::string WindowKey(std::string_view learner_id);                      // "w/{learner}": the head
std::string BucketKey(std::string_view learner_id, std::size_t bucket);  // "w/{learner}/7"
std::string PositionKey(std::int32_t partition);                         // "p/3"
inline constexpr std::string_view kPositionPrefix = "p/";

std::string EncodePosition(const PartitionPosition& position);
// DATA_LOSS: key or value is not what the functions above make.
absl::StatusOr<std::pair<std::int32_t, PartitionPosition>> DecodePosition(std::string_view key,
                                                                          std::string_view value);

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_CORE_POSITION_H_

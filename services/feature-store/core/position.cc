#include "core/position.h"

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "features/bytes.h"

namespace yachay::feature_store {

std::string StateKey(std::string_view learner_id) {
  return absl::StrCat("s/{", std::string(learner_id), "}");
}
std::string WindowKey(std::string_view learner_id) {
  return absl::StrCat("w/{", std::string(learner_id), "}");
}
std::string BucketKey(std::string_view learner_id, std::size_t bucket) {
  return absl::StrCat("w/{", std::string(learner_id), "}/", bucket);
}
std::string PositionKey(std::int32_t partition) { return absl::StrCat("p/", partition); }

std::string EncodePosition(const PartitionPosition& position) {
  features::ByteWriter out;
  out.Signed(position.next_offset);
  out.Unsigned(position.applied);
  out.Unsigned(position.duplicates);
  out.Unsigned(position.dead_lettered);
  if (position.erased > 0) out.Unsigned(position.erased);
  return out.bytes();
}

absl::StatusOr<std::pair<std::int32_t, PartitionPosition>> DecodePosition(std::string_view key,
                                                                          std::string_view value) {
  std::int32_t partition = 0;
  const bool named = absl::SimpleAtoi(std::string(key.substr(kPositionPrefix.size())), &partition);
  features::ByteReader in(value);
  PartitionPosition position{in.Signed(), in.Unsigned(), in.Unsigned(), in.Unsigned(), 0};
  if (!in.done()) position.erased = in.Unsigned();
  if (!named || !in.done()) {
    return absl::DataLossError(
        absl::StrCat("the position of a partition is damaged (key \"", std::string(key),
                     "\"); start with an empty state folder to rebuild it from the log"));
  }
  return std::make_pair(partition, position);
}

}  // namespace yachay::feature_store

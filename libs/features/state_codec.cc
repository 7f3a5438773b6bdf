#include "features/state_codec.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "features/fingerprint.h"
#include "features/state_fields.h"

namespace yachay::features {
namespace {

constexpr std::size_t kChecksumBytes = 8;

bool Ascending(const Aggregates& aggregates) {
  return std::adjacent_find(aggregates.begin(), aggregates.end(), [](const auto& a, const auto& b) {
           return a.first >= b.first;
         }) == aggregates.end();
}

std::string Seal(ByteWriter& out) {
  out.Fixed(Checksum(out.bytes()));
  return std::move(out).bytes();
}

// The fields between version and checksum.
absl::StatusOr<std::string_view> Unseal(std::string_view bytes, char version, const char* what) {
  if (bytes.size() < 1 + kChecksumBytes)
    return absl::DataLossError(absl::StrCat(what, " of ", bytes.size(), " bytes is cut off"));
  const std::string_view body = bytes.substr(0, bytes.size() - kChecksumBytes);
  if (ByteReader(bytes.substr(body.size())).Fixed() != Checksum(body)) {
    return absl::DataLossError(absl::StrCat(what, " of ", bytes.size(), " bytes: its checksum is wrong"));
  }
  if (body[0] != version) {
    return absl::DataLossError(absl::StrCat(what, " is of version ", static_cast<int>(body[0]), ", expected ",
                                            static_cast<int>(version),
                                            "; start with an empty state folder to rebuild it from the log"));
  }
  return body.substr(1);
}

}  // namespace

std::string EncodeState(const LearnerState& state) {
  ByteWriter out;
  out.Fixed8(kStateVersion);
  WriteFields archive(out);
  StateFields(archive, const_cast<LearnerState&>(state));
  return Seal(out);
}

absl::StatusOr<LearnerState> DecodeState(std::string_view bytes) {
  const auto body = Unseal(bytes, kStateVersion, "learner state");
  if (!body.ok()) return body.status();
  ByteReader in(*body);
  ReadFields archive(in);
  LearnerState state;
  StateFields(archive, state);
  if (!in.done() || !Ascending(state.aggregates) || state.connection.value.type > 4) {
    return absl::DataLossError("learner state: its fields do not add up");
  }
  return state;
}

std::string EncodeHead(const EventWindow& window) {
  ByteWriter out;
  out.Fixed8(kStateVersion);
  const EventWindow::Head& head = window.head();
  out.Unsigned(head.next_number);
  out.Signed(head.newest_day);
  for (const auto& [partition, offset] : head.offsets) out.Signed(partition), out.Signed(offset);
  return Seal(out);
}

absl::Status DecodeHead(std::string_view bytes, EventWindow* window) {
  const auto body = Unseal(bytes, kStateVersion, "event window");
  if (!body.ok()) return body.status();
  ByteReader in(*body);
  EventWindow::Head head;
  head.next_number = in.Unsigned();
  head.newest_day = static_cast<std::int32_t>(in.Signed());
  while (in.ok() && !in.done()) {
    const auto partition = static_cast<std::int32_t>(in.Signed());
    head.offsets[partition] = in.Signed();
  }
  if (!in.ok()) return absl::DataLossError("event window: its fields do not add up");
  window->Restore(std::move(head));
  return absl::OkStatus();
}

std::string EncodeBucket(const EventWindow& window, std::size_t index) {
  ByteWriter out;
  out.Fixed8(kStateVersion);
  EventWindow::Entry before;
  for (const auto& entry : window.bucket(index)) {
    out.Unsigned(entry.number - before.number);  // one byte, mostly
    out.Signed(entry.day - before.day);
    out.Fixed(entry.id.high), out.Fixed(entry.id.low);
    before = entry;
  }
  return Seal(out);
}

absl::Status DecodeBucket(std::string_view bytes, std::size_t index, EventWindow* window) {
  const auto body = Unseal(bytes, kStateVersion, "event ids");
  if (!body.ok()) return body.status();
  ByteReader in(*body);
  EventWindow::Bucket bucket;
  std::uint64_t number = 0, day = 0;  // wrap instead of overflowing, whatever the bytes say
  while (in.ok() && !in.done()) {
    number += in.Unsigned();
    day += static_cast<std::uint64_t>(in.Signed());
    const std::uint64_t high = in.Fixed();
    bucket.push_back({{high, in.Fixed()}, number, static_cast<std::int32_t>(day)});
  }
  if (!in.ok()) return absl::DataLossError("event ids: their fields do not add up");
  window->Restore(index, std::move(bucket));
  return absl::OkStatus();
}

}  // namespace yachay::features

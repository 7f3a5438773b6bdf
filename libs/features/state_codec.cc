#include "features/state_codec.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "features/fingerprint.h"
#include "features/state_fields.h"

namespace yachay::features {
namespace {

constexpr char kWindowVersion = 1;
constexpr std::size_t kChecksumBytes = 8;

bool Ascending(const Aggregates& aggregates) {
  return std::adjacent_find(aggregates.begin(), aggregates.end(), [](const auto& a, const auto& b) {
           return a.first >= b.first;
         }) == aggregates.end();
}

std::string Seal(ByteWriter& out) {
  out.Fixed(Fingerprint(out.bytes()));
  return out.bytes();
}

// The fields between version and checksum.
absl::StatusOr<std::string_view> Unseal(std::string_view bytes, char version, const char* what) {
  if (bytes.size() < 1 + kChecksumBytes)
    return absl::DataLossError(absl::StrCat(what, " of ", bytes.size(), " bytes is cut off"));
  const std::string_view body = bytes.substr(0, bytes.size() - kChecksumBytes);
  if (ByteReader(bytes.substr(body.size())).Fixed() != Fingerprint(body)) {
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

std::string EncodeWindow(const EventWindow& window) {
  ByteWriter out;
  out.Fixed8(kWindowVersion);
  out.Unsigned(window.offsets().size());
  for (const auto& [partition, offset] : window.offsets()) out.Signed(partition), out.Signed(offset);
  std::int32_t day = 0;
  for (const auto& entry : window.entries()) {
    out.Signed(entry.day - day);  // mostly 0 or 1: one byte
    out.Fixed(entry.id.high), out.Fixed(entry.id.low);
    day = entry.day;
  }
  return Seal(out);
}

absl::StatusOr<EventWindow> DecodeWindow(std::string_view bytes) {
  const auto body = Unseal(bytes, kWindowVersion, "event window");
  if (!body.ok()) return body.status();
  ByteReader in(*body);
  std::map<std::int32_t, std::int64_t> offsets;
  for (std::size_t n = in.Count(); n > 0 && in.ok(); --n) {
    const auto partition = static_cast<std::int32_t>(in.Signed());
    offsets[partition] = in.Signed();
  }
  std::deque<EventWindow::Entry> entries;
  std::uint64_t day = 0;  // wraps instead of overflowing, whatever the bytes say
  while (in.ok() && !in.done()) {
    day += static_cast<std::uint64_t>(in.Signed());
    const std::uint64_t high = in.Fixed();
    entries.push_back({{high, in.Fixed()}, static_cast<std::int32_t>(day)});
  }
  if (!in.ok()) return absl::DataLossError("event window: its fields do not add up");
  EventWindow window;
  window.Restore(std::move(entries), std::move(offsets));
  return window;
}

}  // namespace yachay::features

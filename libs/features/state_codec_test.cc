#include "features/state_codec.h"

#include <algorithm>

#include "features/engagement.h"
#include "features/fingerprint.h"
#include "features/fold.h"
#include "features/test_events.h"
#include "testing/catch.h"

namespace yachay::features {
namespace {

struct Both {
  LearnerState state;
  EventWindow window;
};

Both Make(std::uint64_t seed, std::size_t count) {
  const learning::Calibration calibration;
  Both both;
  std::int64_t offset = 0;
  for (const auto& event : RandomEvents(seed, count, 50))
    Apply(both.state, both.window, event, {2, offset++}, {calibration, EngagementViews().plan()});
  both.state.training.Set(true, {kT0, {1, 2}});
  return both;
}

// The checksum made right again, so that the fields themselves are at risk.
std::string Reseal(std::string bytes) {
  const std::size_t body = bytes.size() - 8;
  const std::uint64_t sum = Checksum(std::string_view(bytes).substr(0, body));
  for (std::size_t i = 0; i < 8; ++i) bytes[body + i] = static_cast<char>(sum >> (8 * i));
  return bytes;
}

absl::StatusOr<EventWindow> Stored(const EventWindow& window) {
  EventWindow out;
  if (auto status = DecodeHead(EncodeHead(window), &out); !status.ok()) return status;
  for (std::size_t i = 0; i < EventWindow::kBuckets; ++i) {
    if (auto status = DecodeBucket(EncodeBucket(window, i), i, &out); !status.ok()) return status;
  }
  return out;
}

}  // namespace

TEST_CASE("state and window survive storage, and equal ones give equal bytes") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Both both = Make(seed, seed * 20);
    const auto state = DecodeState(EncodeState(both.state));
    REQUIRE(state.ok());
    CHECK(*state == both.state);
    CHECK(EncodeState(*state) == EncodeState(both.state));
    const auto window = Stored(both.window);
    REQUIRE(window.ok());
    CHECK(*window == both.window);
  }
  CHECK(*DecodeState(EncodeState({})) == LearnerState{});
  CHECK(*Stored({}) == EventWindow{});
}

TEST_CASE("bytes that are cut off are data loss") {
  const Both both = Make(3, 200);
  const std::string state = EncodeState(both.state), window = EncodeBucket(both.window, 3);
  for (std::size_t n = 0; n < state.size(); ++n)
    REQUIRE(absl::IsDataLoss(DecodeState(state.substr(0, n)).status()));
  EventWindow out;
  for (std::size_t n = 0; n < window.size(); ++n)
    REQUIRE(absl::IsDataLoss(DecodeBucket(window.substr(0, n), 3, &out)));
  const std::string head = EncodeHead(both.window);
  for (std::size_t n = 0; n < head.size(); ++n)
    REQUIRE(absl::IsDataLoss(DecodeHead(head.substr(0, n), &out)));
}

TEST_CASE("every changed byte is data loss") {
  std::string state = EncodeState(Make(4, 100).state);
  for (char& c : state) {
    c = static_cast<char>(c ^ 0x41);
    REQUIRE(absl::IsDataLoss(DecodeState(state).status()));
    c = static_cast<char>(c ^ 0x41);
  }
  CHECK(DecodeState(state).ok());
}

TEST_CASE("fields that do not add up never crash, even under a right checksum") {
  const Both both = Make(5, 150);
  const std::string state = EncodeState(both.state), window = EncodeBucket(both.window, 3);
  std::size_t refused = 0;
  for (std::size_t i = 0; i + 8 < state.size(); ++i) {
    for (const char value : {'\x00', '\x7F', '\x80', '\xFF'}) {
      std::string bad = state;
      bad[i] = value;
      const auto decoded = DecodeState(Reseal(bad));
      if (!decoded.ok()) {
        ++refused;
        REQUIRE(absl::IsDataLoss(decoded.status()));
      }
    }
  }
  CHECK(refused > 100);
  for (std::size_t i = 0; i + 8 < window.size(); ++i) {
    std::string bad = window;
    bad[i] = '\xFF';
    EventWindow out;
    const auto decoded = DecodeBucket(Reseal(bad), 3, &out);
    if (!decoded.ok()) REQUIRE(absl::IsDataLoss(decoded));
  }
  for (std::size_t n = 9; n < state.size(); ++n) REQUIRE_FALSE(DecodeState(Reseal(state.substr(0, n))).ok());
}

TEST_CASE("a state of another version says what to do") {
  std::string bytes = EncodeState({});
  bytes[0] = 9;
  const auto state = DecodeState(Reseal(bytes));
  REQUIRE(!state.ok());
  CHECK(state.status().message().find("version 9") != std::string::npos);
}

}  // namespace yachay::features

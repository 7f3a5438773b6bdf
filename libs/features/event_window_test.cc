#include "features/event_window.h"

#include "testing/catch.h"

namespace yachay::features {

TEST_CASE("a UUID is its 128 bits, in either case") {
  const EventId id = ParseEventId("0f8fad5b-d9cb-469f-a165-70867728950e");
  CHECK(id.high == 0x0f8fad5bd9cb469f);
  CHECK(id.low == 0xa16570867728950e);
  CHECK(ParseEventId("0F8FAD5B-D9CB-469F-A165-70867728950E") == id);
}

TEST_CASE("offsets only rise, per partition") {
  EventWindow window;
  CHECK(window.Advance(0, 5));
  CHECK_FALSE(window.Advance(0, 5));
  CHECK_FALSE(window.Advance(0, 4));
  CHECK(window.Advance(0, 7));
  CHECK(window.Advance(1, 0));
}

TEST_CASE("the window holds the last 4,096 ids") {
  EventWindow window;
  for (std::uint64_t i = 0; i <= EventWindow::kMaxIds; ++i) REQUIRE(window.Insert({0, i}, 100));
  CHECK_FALSE(window.Insert({0, 1}, 100));
  CHECK_FALSE(window.Insert({0, EventWindow::kMaxIds}, 100));
  CHECK(window.Insert({0, 0}, 100));  // the one that had to go
}

TEST_CASE("buckets share the ids about evenly, and what has left the window leaves them") {
  EventWindow window;
  for (std::uint64_t i = 0; i < 20'000; ++i) REQUIRE(window.Insert({i * 1'000'003, i}, 100));
  std::size_t all = 0;
  for (std::size_t b = 0; b < EventWindow::kBuckets; ++b) {
    CHECK(window.bucket(b).size() < 200);
    all += window.bucket(b).size();
  }
  CHECK(all >= EventWindow::kMaxIds);
  CHECK(all < EventWindow::kMaxIds + 300);
}

TEST_CASE("the window holds 30 days of log time") {
  EventWindow window;
  window.Insert({0, 1}, 100);
  window.Insert({0, 2}, 130);
  CHECK_FALSE(window.Insert({0, 1}, 130));
  window.Insert({0, 3}, 131);
  CHECK(window.Insert({0, 1}, 131));
  CHECK_FALSE(window.Insert({0, 2}, 131));
}

}  // namespace yachay::features

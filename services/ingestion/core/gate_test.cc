#include "core/gate.h"

#include <queue>
#include <vector>

#include "testing/catch.h"

namespace yachay::ingestion {
namespace {

// `callers` are always sent back and come again when they were told: how many come in vain in `from_ms` to
// `to_ms`.
int InVain(Gate& gate, int callers, std::int64_t from_ms, std::int64_t to_ms) {
  std::priority_queue<std::int64_t, std::vector<std::int64_t>, std::greater<>> comes;
  for (int i = 0; i < callers; ++i) comes.push(0);
  int count = 0;
  while (comes.top() < to_ms) {
    const std::int64_t now_ms = comes.top();
    comes.pop();
    count += now_ms >= from_ms ? 1 : 0;
    comes.push(now_ms + gate.ReturnAfterMs(now_ms));
  }
  return count;
}

TEST_CASE("a batch enters whole or not at all") {
  Gate gate({.events = 10, .bytes = 100});
  CHECK(gate.Enter({6, 60}));
  CHECK_FALSE(gate.Enter({5, 5}));
  CHECK_FALSE(gate.Enter({1, 41}));
  CHECK(gate.Enter({4, 40}));
  gate.Leave({6, 60});
  CHECK(gate.inside().events == 4);
  CHECK(gate.inside().bytes == 40);
}

TEST_CASE("however many are sent back, few come in vain") {
  for (const int callers : {50, 200, 500}) {
    Gate gate({.events = 1, .bytes = 1});
    const int a_second = InVain(gate, callers, 10'000, 30'000) / 20;
    CAPTURE(callers, a_second);
    CHECK(a_second > 50);
    CHECK(a_second < 150);
  }
}

TEST_CASE("the few come back soon, and so do the many after a quiet time") {
  Gate gate({.events = 1, .bytes = 1});
  CHECK(gate.ReturnAfterMs(1'000'000) == 100);
  for (int i = 0; i < 10'000; ++i) gate.ReturnAfterMs(1'000'000);
  CHECK(gate.ReturnAfterMs(1'000'000) == 5'000);
  CHECK(gate.ReturnAfterMs(900'000) == 5'000);  // the clock stepped back
  CHECK(gate.ReturnAfterMs(1'010'000) == 100);
}

}  // namespace
}  // namespace yachay::ingestion

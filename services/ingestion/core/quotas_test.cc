#include "core/quotas.h"

#include "absl/strings/str_cat.h"
#include "testing/catch.h"

namespace yachay::ingestion {
namespace {

constexpr std::int64_t kNow = 1'790'000'000'000;

Quotas Make(double rate, double burst) {
  QuotaTable table;
  table.games["game"] = {rate, burst};
  return Quotas(table);
}

std::string Error(const std::string& yaml) {
  return std::string(ParseQuotas(yaml, "q.yaml").status().message());
}

TEST_CASE("a burst is taken at once, then the rate holds, and the wait is what is missing") {
  Quotas quotas = Make(100, 50);
  CHECK_FALSE(quotas.Take({{"game", 50}}, kNow));
  const auto refused = quotas.Take({{"game", 20}}, kNow);
  REQUIRE(refused);
  CHECK(refused->game == "game");
  CHECK(refused->wait_ms == 200);
  CHECK(quotas.Take({{"game", 20}}, kNow + 199)->wait_ms == 1);
  CHECK_FALSE(quotas.Take({{"game", 20}}, kNow + 200));
  CHECK(quotas.Take({{"game", 1}}, kNow + 200)->wait_ms == 10);
}

TEST_CASE("who waits as long as told is taken") {
  Quotas quotas = Make(3, 7);
  std::int64_t now = kNow;
  int taken = 0;
  for (int i = 0; i < 1000; ++i) {
    if (const auto refused = quotas.Take({{"game", 5}}, now)) {
      now += refused->wait_ms;
    } else {
      taken += 5;
    }
  }
  const double most = 7 + 3 * static_cast<double>(now - kNow) / 1000;
  CHECK(taken <= most + 1e-6);
  CHECK(taken > most - 7);
}

TEST_CASE("a batch larger than the burst waits for a full bucket and is then owed") {
  Quotas quotas = Make(10, 10);
  CHECK_FALSE(quotas.Take({{"game", 1000}}, kNow));
  CHECK(quotas.Take({{"game", 1}}, kNow)->wait_ms == 99'100);  // 990 owed, and one
  CHECK(quotas.Take({{"game", 1000}}, kNow)->wait_ms == 100'000);
  CHECK_FALSE(quotas.Take({{"game", 1000}}, kNow + 100'000));
}

TEST_CASE("of several games all give or none does") {
  QuotaTable table;
  table.games["a"] = {10, 10};
  table.games["b"] = {10, 2};
  Quotas quotas(table);
  const auto refused = quotas.Take({{"a", 10}, {"b", 2}, {"free", 1'000'000}}, kNow);
  CHECK_FALSE(refused);
  CHECK(quotas.Take({{"a", 1}, {"b", 2}}, kNow)->game == "b");
  CHECK_FALSE(quotas.Take({{"a", 1}}, kNow + 100));  // what b refused did not cost a anything
}

TEST_CASE("games without a line have a bucket each of the default's size") {
  QuotaTable table;
  table.fallback = Quota{10, 10};
  Quotas quotas(table);
  CHECK_FALSE(quotas.Take({{"a", 10}}, kNow));
  CHECK_FALSE(quotas.Take({{"b", 10}}, kNow));
  CHECK(quotas.Take({{"a", 1}}, kNow));
}

TEST_CASE(
    "made-up names do not fill the memory: beyond 10,000 they share a bucket until some are full again") {
  QuotaTable table;
  table.fallback = Quota{10, 10};
  Quotas quotas(table);
  for (int i = 0; i < 10'000; ++i) CHECK_FALSE(quotas.Take({{absl::StrCat("g", i), 1}}, kNow));
  CHECK_FALSE(quotas.Take({{"x", 10}}, kNow));
  CHECK(quotas.Take({{"y", 1}}, kNow));  // x took all of the shared bucket
  CHECK_FALSE(quotas.Take({{"y", 10}}, kNow + 1000));
  CHECK_FALSE(quotas.Take({{"z", 10}}, kNow + 1000));
}

TEST_CASE("a clock that steps back gives and takes nothing") {
  Quotas quotas = Make(10, 10);
  CHECK_FALSE(quotas.Take({{"game", 10}}, kNow));
  CHECK(quotas.Take({{"game", 1}}, kNow - 60'000)->wait_ms == 100);
  CHECK_FALSE(quotas.Take({{"game", 1}}, kNow + 100));
}

TEST_CASE("the file: games, default, and every mistake with its line") {
  const auto table = ParseQuotas(
      "games:\n  math: {events_per_second: 2.5, burst: 10}\ndefault:\n  events_per_second: 1\n  burst: 2\n",
      "q");
  REQUIRE(table.ok());
  CHECK(table->games.at("math").events_per_second == 2.5);
  CHECK(table->games.at("math").burst == 10);
  CHECK(table->fallback->burst == 2);
  CHECK(Error("games:\n  a: {events_per_second: 1, brust: 2}\n") ==
        "q.yaml:2: unknown key \"brust\" in a quota with the keys events_per_second, burst");
  CHECK(Error("default: {events_per_second: 1}\n") == "q.yaml:1: missing key \"burst\"");
  CHECK(Error("game:\n  a: 1\n").find("q.yaml:1: unknown key \"game\"") == 0);
  CHECK(
      Error("games:\n  a: {events_per_second: -1, burst: 2}\n").find("q.yaml:2: expected a number above 0") ==
      0);
  CHECK(Error("games:\n  a: {events_per_second: .nan, burst: 2}\n").find("q.yaml:2: expected a number") == 0);
  CHECK(Error("games:\n  a: {events_per_second: 1, burst: 2}\n  a: {events_per_second: 1, burst: 2}\n") ==
        "q.yaml:3: the key \"a\" is there twice");
  CHECK(Error("games: [\n").find("q.yaml:2: ") == 0);
  CHECK(Error("").find("q.yaml:") == 0);
  CHECK(absl::IsNotFound(ReadQuotas("no-such-file.yaml").status()));
}

}  // namespace
}  // namespace yachay::ingestion

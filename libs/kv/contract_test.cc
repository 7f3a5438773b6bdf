// What every store keeps, whatever it stands on.
#include <atomic>
#include <filesystem>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "kv/location.h"
#include "kv/redis_fixture.h"
#include "kv/store.h"
#include "testing/catch.h"

namespace yachay::kv {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;
using Values = std::vector<std::optional<std::string>>;

// Where the store of a kind is: empty at first, and another one at each call. "": it cannot be had here.
std::string Fresh(const std::string& kind) {
  static int number = 0;
  const std::string name = absl::StrCat("contract-", ++number);
  if (kind == "rocksdb") {
    std::filesystem::remove_all(name);
    return name;
  }
  if (!RedisServer::Installed()) {
    WARN("skipped: no redis-server; install it with tools/setup --tests");
    return "";
  }
  static RedisServer single;
  if (kind == "redis") return absl::StrCat(single.url(), "/", name);
  static RedisCluster cluster;
  return absl::StrCat(cluster.url(), "/", name);
}

std::unique_ptr<Store> Opened(const std::string& location, const Options& options = {}) {
  auto store = Store::Open(location, options);
  INFO(store.status().ToString());
  REQUIRE(store.ok());
  return *std::move(store);
}

void Put(Store& store, std::string_view key, std::string_view value) {
  WriteBatch batch;
  batch.Put(key, value);
  const absl::Status written = store.Write(batch);
  INFO(written.ToString());
  REQUIRE(written.ok());
}

Pairs All(const Store& store, std::string_view prefix) {
  Pairs pairs;
  const absl::Status read = store.Scan(prefix, [&](std::string_view key, std::string_view value) {
    pairs.emplace_back(key, value);
    return true;
  });
  INFO(read.ToString());
  REQUIRE(read.ok());
  return pairs;
}

// Each case runs once per kind.
#define ON_EVERY_STORE()                                                  \
  const std::string kind = GENERATE("rocksdb", "redis", "redis+cluster"); \
  const std::string location = Fresh(kind);                               \
  if (location.empty()) return;                                           \
  CAPTURE(kind)

}  // namespace

TEST_CASE("contract: what was written is read back, also after reopening") {
  ON_EVERY_STORE();
  const std::string binary("\0\xff\r\n bytes", 10);
  const std::string large(3'000'000, 'x');
  {
    auto store = Opened(location);
    Put(*store, "key", binary);
    Put(*store, "large", large);
    Put(*store, "empty", "");
    CHECK(**store->Get("key") == binary);
    CHECK(*store->Get("absent") == std::nullopt);
  }
  auto store = Opened(location);
  CHECK(**store->Get("key") == binary);
  CHECK(**store->Get("large") == large);
  CHECK(**store->Get("empty") == "");
  CHECK(store->ApproximateSize() > 0);
}

TEST_CASE("contract: several keys are answered in their order, absent ones too") {
  ON_EVERY_STORE();
  auto store = Opened(location);
  WriteBatch batch;
  std::vector<std::string> keys;
  Values expected;
  for (int i = 0; i < 300; ++i) {
    keys.push_back(absl::StrCat("s/{learner-", i * 7 % 300, "}"));
    const bool there = i % 3 != 0;
    if (there) batch.Put(keys.back(), absl::StrCat(i));
    expected.push_back(there ? std::optional<std::string>(absl::StrCat(i)) : std::nullopt);
  }
  keys.push_back(keys[1]);
  expected.push_back(expected[1]);
  REQUIRE(store->Write(batch).ok());
  const auto values = store->MultiGet(keys);
  REQUIRE(values.ok());
  CHECK(*values == expected);
  CHECK(store->MultiGet({})->empty());
}

TEST_CASE("contract: in a batch the last word on a key counts, and a bad entry stops all of it") {
  ON_EVERY_STORE();
  auto store = Opened(location, {.max_key_bytes = 40, .max_value_bytes = 4});
  Put(*store, "gone", "x");
  WriteBatch batch;
  batch.Put("kept", "1");
  batch.Put("kept", "2");
  batch.Delete("gone");
  batch.Delete("never there");
  batch.Put("fleeting", "x");
  batch.Delete("fleeting");
  REQUIRE(store->Write(batch).ok());
  CHECK(All(*store, "") == Pairs{{"kept", "2"}});

  WriteBatch bad;
  bad.Put("good", "1");
  bad.Put("kept", "five5");
  CHECK(absl::IsInvalidArgument(store->Write(bad)));
  CHECK(All(*store, "") == Pairs{{"kept", "2"}});
  CHECK(store->Write({}).ok());
}

TEST_CASE("contract: a scan sees exactly the keys of its prefix, in order, until told to stop") {
  ON_EVERY_STORE();
  auto store = Opened(location);
  for (const char* key : {"b/2", "a", "b/1", "b", "c", "b0", "b*", "[b]", "\xff\xff", "\xff\xff/1"})
    Put(*store, key, key);
  CHECK(All(*store, "b/") == Pairs{{"b/1", "b/1"}, {"b/2", "b/2"}});
  CHECK(All(*store, "b*") == Pairs{{"b*", "b*"}});
  CHECK(All(*store, "[b").size() == 1);
  CHECK(All(*store, "\xff\xff").size() == 2);
  const Pairs all = All(*store, "");
  CHECK(all.size() == 10);
  CHECK(std::is_sorted(all.begin(), all.end()));
  CHECK(All(*store, "nothing").empty());
  int seen = 0;
  REQUIRE(store->Scan("", [&](std::string_view, std::string_view) { return ++seen < 3; }).ok());
  CHECK(seen == 3);
}

TEST_CASE("contract: a write whose expectation is not met changes nothing of its hash tag") {
  ON_EVERY_STORE();
  auto store = Opened(location);
  WriteBatch first;
  first.Put("s/{l}", "one");
  first.Put("f/{l}", "1");
  first.Expect("f/{l}", std::nullopt);
  REQUIRE(store->Write(first).ok());
  CHECK(store->Write(first).ok());  // the same again: its answer may have been lost

  WriteBatch zombie;
  zombie.Put("s/{l}", "other");
  zombie.Put("f/{l}", "0");
  zombie.Expect("f/{l}", std::nullopt);
  const absl::Status refused = store->Write(zombie);
  CHECK(absl::IsAborted(refused));
  CHECK(refused.message().find("f/{l}") != absl::string_view::npos);

  WriteBatch second;
  second.Delete("s/{l}");
  second.Put("f/{l}", "2");
  second.Expect("f/{l}", "1");
  REQUIRE(store->Write(second).ok());
  CHECK(absl::IsAborted(store->Write(first)));
  CHECK(All(*store, "") == Pairs{{"f/{l}", "2"}});

  WriteBatch alone;
  alone.Put("s/{l}", "x");
  alone.Expect("f/{another}", "1");
  CHECK(absl::IsInvalidArgument(store->Write(alone)));
}

TEST_CASE("contract: a key without braces is of the hash tag that names it") {
  ON_EVERY_STORE();
  auto store = Opened(location);
  WriteBatch batch;
  batch.Put("p/3", "1");
  batch.Put("j/{p/3}", "2");
  batch.Expect("p/3", std::nullopt);
  batch.Expect("j/{p/3}", std::nullopt);
  const absl::Status written = store->Write(batch);
  INFO(written.ToString());
  REQUIRE(written.ok());
  CHECK(All(*store, "j/{p/") == Pairs{{"j/{p/3}", "2"}});
  CHECK(All(*store, "") == Pairs{{"j/{p/3}", "2"}, {"p/3", "1"}});
}

TEST_CASE("contract: keys that are named are deleted, the others stay, and it stops when told to") {
  ON_EVERY_STORE();
  auto store = Opened(location);
  WriteBatch batch;
  for (int i = 0; i < 1500; ++i) batch.Put(absl::StrCat("old/{", i, "}"), "x");
  batch.Put("new/{1}", "1");
  batch.Put("p/1", "2");
  REQUIRE(store->Write(batch).ok());
  const auto old = [](std::string_view key) { return key.starts_with("old/"); };
  REQUIRE(store->DeleteIf(old, [] { return false; }).ok());
  const size_t left = All(*store, "old/").size();
  CHECK((left > 0 && left < 1500));
  REQUIRE(store->DeleteIf(old, [] { return true; }).ok());
  CHECK(All(*store, "") == Pairs{{"new/{1}", "1"}, {"p/1", "2"}});
}

TEST_CASE("a store within a store has keys of its own, which the outer one sees by their longer names") {
  CHECK(Within("redis://a:1", "g") == "redis://a:1/g");
  CHECK(Within("redis://a:1/p?replicas=2", "g") == "redis://a:1/p:g?replicas=2");
  for (const char* kind : {"redis", "cluster"}) {
    const std::string location = Fresh(kind);
    if (location.empty()) return;
    auto outer = Opened(location);
    auto inner = Opened(Within(location, "g"));
    for (const char* key : {"s/{l}", "p/0", "j/{p/0}"}) Put(*inner, key, "in");
    Put(*outer, "p/0", "out");
    CHECK(All(*outer, "") ==
          Pairs{{"g:j/{g:p/0}", "in"}, {"g:p/0", "in"}, {"g:s/{g:l}", "in"}, {"p/0", "out"}});
    CHECK(**outer->Get("g:p/0") == "in");
    CHECK(All(*inner, "").size() == 3);
  }
}

TEST_CASE("contract: of writers that race, each expectation lets one through") {
  ON_EVERY_STORE();
  auto store = Opened(location);
  constexpr int kThreads = 4, kEach = 50;
  std::atomic<int> refused = 0;
  auto count = [&](int thread) {
    for (int done = 0; done < kEach;) {
      const auto now = *store->Get("n/{x}");
      int number = 0;
      if (now && !absl::SimpleAtoi(now->substr(0, now->find(' ')), &number)) return;
      WriteBatch batch;
      batch.Put("n/{x}", absl::StrCat(number + 1, " ", thread));  // no two threads write the same
      batch.Expect("n/{x}", now);
      const absl::Status written = store->Write(batch);
      if (written.ok()) ++done;
      if (!written.ok() && !absl::IsAborted(written)) return;
      refused += !written.ok();
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) threads.emplace_back(count, i);
  for (std::thread& thread : threads) thread.join();
  CHECK((**store->Get("n/{x}")).substr(0, 4) == "200 ");
}

TEST_CASE("contract: a second process shares the store or is refused, as the store says") {
  ON_EVERY_STORE();
  auto store = Opened(location);
  Put(*store, "key", "value");
  const auto second = Store::Open(location, {});
  CHECK(second.ok() == store->shared());
  if (second.ok()) {
    CHECK(**(*second)->Get("key") == "value");
  } else {
    CHECK(absl::IsFailedPrecondition(second.status()));
  }
}

}  // namespace yachay::kv

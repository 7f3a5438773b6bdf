#include <fstream>
#include <memory>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "kv/location.h"
#include "kv/redis_fixture.h"
#include "kv/redis_reply.h"
#include "kv/redis_slot.h"
#include "testing/catch.h"

namespace yachay::kv {
namespace {

bool Missing() {
  if (RedisServer::Installed()) return false;
  WARN("skipped: no redis-server; install it with tools/setup --tests");
  return true;
}

// A store whose writes a replica must have. An answer may take a third of the patience; Redis looks only
// every 100 ms whether a WAIT is over.
std::unique_ptr<Store> WithReplica(const RedisServer& server, absl::Duration patience) {
  Options options;
  options.redis.patience = patience;
  options.redis.reply_timeout = patience / 3;
  return *Store::Open(server.url() + "?replicas=1", options);
}

}  // namespace

TEST_CASE("a location tells the store, its servers and what is wrong with it") {
  CHECK(ParseLocation("data/x")->folder == "data/x");
  CHECK(ParseLocation("rocksdb:/data/x")->folder == "/data/x");
  const auto single = *ParseLocation("redis://me@a:1/pre");
  CHECK(single.nodes == std::vector<Node>{{"a", 1}});
  CHECK(single.user == "me");
  CHECK(single.prefix == "pre:");
  CHECK_FALSE(single.cluster);
  CHECK(single.replicas == 0);
  const auto cluster = *ParseLocation("redis+cluster://a:1,b:2?replicas=2");
  CHECK(cluster.nodes == std::vector<Node>{{"a", 1}, {"b", 2}});
  CHECK(cluster.cluster);
  CHECK(cluster.replicas == 2);
  CHECK(ParseLocation("redis+cluster://a:1")->replicas == 1);

  for (const char* bad :
       {"", "rocksdb:", "http://a:1", "redis://", "redis://a", "redis://a:b", "redis://a:70000",
        "redis://a:1?replica=1", "redis://a:1?replicas=-1", "redis://a:1/{x}"}) {
    CAPTURE(bad);
    CHECK(absl::IsInvalidArgument(ParseLocation(bad).status()));
  }
  const auto secret = ParseLocation("redis://me:secret@a:1").status();
  CHECK(absl::IsInvalidArgument(secret));
  CHECK(secret.message().find("secret") == absl::string_view::npos);
}

TEST_CASE("slots are those of Redis Cluster: CRC16 of the hash tag") {
  CHECK(SlotOf("123456789") == 12739);  // the check value of the algorithm, 0x31C3
  CHECK(SlotOf("foo") == 12182);
  CHECK(SlotOf("s/{foo}") == 12182);
  CHECK(SlotOf("{}foo") != 12182);
  SlotMap slots;
  slots.Assign(0, 16383, {"a", 1});
  CHECK(slots.complete());
  slots.Assign(7, 7, {"b", 2});
  CHECK(*slots.At(7) == Node{"b", 2});
  CHECK(*slots.At(8) == Node{"a", 1});
}

TEST_CASE("what a server's error means") {
  const Node from{"10.0.0.1", 7000};
  using Kind = Verdict::Kind;
  CHECK(Judge("MOVED 7 10.0.0.2:7001", from).kind == Kind::kMoved);
  CHECK(Judge("MOVED 7 10.0.0.2:7001", from).node == Node{"10.0.0.2", 7001});
  CHECK(Judge("MOVED 7 :7001", from).node == Node{"10.0.0.1", 7001});
  CHECK(Judge("ASK 7 10.0.0.2:7001", from).kind == Kind::kAsk);
  CHECK(Judge("MOVED 99999 10.0.0.2:7001", from).kind == Kind::kFinal);
  CHECK(Judge("CLUSTERDOWN The cluster is down", from).kind == Kind::kLater);
  CHECK(Judge("TRYAGAIN Multiple keys request", from).kind == Kind::kLater);
  CHECK(absl::IsResourceExhausted(Judge("OOM command not allowed", from).status));
  CHECK(absl::IsPermissionDenied(Judge("NOAUTH Authentication required.", from).status));
}

TEST_CASE("a password comes from a file; without the right one the store is refused") {
  if (Missing()) return;
  RedisServer server({"--requirepass", "s3cret"});
  std::ofstream("right") << "s3cret\n";
  std::ofstream("wrong") << "guess\n";
  Options options;
  CHECK_FALSE(Store::Open(server.url(), options).ok());
  options.redis.password_file = "wrong";
  CHECK(absl::IsPermissionDenied(Store::Open(server.url(), options).status()));
  options.redis.password_file = "no-such-file";
  CHECK(absl::IsInvalidArgument(Store::Open(server.url(), options).status()));
  options.redis.password_file = "right";
  const auto store = Store::Open(server.url(), options);
  REQUIRE(store.ok());
  CHECK(*(*store)->Get("x") == std::nullopt);
}

TEST_CASE("a user of the server's access list, who may touch the store's keys alone, is enough") {
  if (Missing()) return;
  RedisServer server({"--user", "default", "off", "--user", "yachay", "on", ">s3cret", "~app:*", "+@read",
                      "+@write", "+@scripting", "+@connection", "+info", "+role", "+wait"});
  std::ofstream("right") << "s3cret\n";
  Options options;
  options.redis.password_file = "right";
  CHECK(absl::IsPermissionDenied(Store::Open(server.url() + "/app", options).status()));  // the default user
  const std::string as_user = "redis://yachay@" + ToString(server.node());
  const auto store = Store::Open(as_user + "/app", options);
  INFO(store.status().ToString());
  REQUIRE(store.ok());
  WriteBatch batch;
  batch.Put("x", "1");
  REQUIRE((*store)->Write(batch).ok());
  CHECK(*(*store)->Get("x") == "1");
  int seen = 0;
  CHECK((*store)->Scan("", [&](auto, auto) { return ++seen > 0; }).ok());
  CHECK(seen == 1);
  const auto elsewhere = Store::Open(as_user + "/other", options);
  REQUIRE(elsewhere.ok());
  CHECK(absl::IsPermissionDenied((*elsewhere)->Write(batch)));
}

TEST_CASE("a server that throws keys away, and one that is not there, are refused by name") {
  if (Missing()) return;
  RedisServer forgetful({"--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru"});
  const auto refused = Store::Open(forgetful.url(), {}).status();
  CHECK(absl::IsFailedPrecondition(refused));
  CHECK(refused.message().find("noeviction") != absl::string_view::npos);

  Options options;
  options.redis.patience = absl::Milliseconds(200);
  forgetful.Kill();
  const auto gone = Store::Open(forgetful.url(), options).status();
  CHECK(absl::IsUnavailable(gone));
  CHECK(gone.message().find(ToString(forgetful.node())) != absl::string_view::npos);
}

TEST_CASE("a restarted server is found again by the same store") {
  if (Missing()) return;
  RedisServer first;
  RedisServer second;
  // Two hosts: the one that answers serves.
  auto store =
      *Store::Open(absl::StrCat("redis://", ToString(first.node()), ",", ToString(second.node())), {});
  WriteBatch batch;
  batch.Put("key", "value");
  REQUIRE(store->Write(batch).ok());
  CHECK(first.Ask({"GET", "key"}) == "value");
  first.Kill();
  REQUIRE(store->Write(batch).ok());
  CHECK(second.Ask({"GET", "key"}) == "value");
}

TEST_CASE("writes wait for as many replicas as asked") {
  if (Missing()) return;
  RedisServer server;
  auto store = WithReplica(server, absl::Seconds(2));
  WriteBatch batch;
  batch.Put("key", "value");
  const absl::Status alone = store->Write(batch);
  CHECK(absl::IsUnavailable(alone));
  CHECK_THAT(std::string(alone.message()), Catch::Contains("0 of 1 replicas"));
  RedisServer replica({"--replicaof", "127.0.0.1 " + std::to_string(server.node().port)});
  absl::Status written = store->Write(batch);
  for (int i = 0; i < 40 && !written.ok(); ++i) written = store->Write(batch);
  CHECK(written.ok());
  CHECK(replica.Ask({"GET", "key"}) == "value");
}

TEST_CASE("a replica that is still reading its first copy does not have the write") {
  if (Missing()) return;
  RedisServer server({"--enable-debug-command", "yes"});
  server.Ask({"DEBUG", "POPULATE", "500000"});  // that takes a while to read
  auto store = WithReplica(server, absl::Seconds(60));
  WriteBatch batch;
  batch.Put("key", "value");
  absl::Status written;
  std::thread writer([&] { written = store->Write(batch); });  // before there is a replica
  RedisServer replica({"--replicaof", "127.0.0.1 " + std::to_string(server.node().port)});
  writer.join();
  CHECK(written.ok());
  CHECK(replica.Ask({"GET", "key"}) == "value");
}

}  // namespace yachay::kv

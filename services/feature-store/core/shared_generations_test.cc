// Changed definitions in a store that several processes share, on a real Redis.
#include "core/shared_generations.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "features/test_events.h"
#include "kv/redis_fixture.h"
#include "testing/catch.h"

namespace yachay::feature_store {
namespace {

using Records = std::vector<LogRecord>;
const std::vector<std::int32_t> kBoth = {0, 1};

bool Missing() {
  if (kv::RedisServer::Installed()) return false;
  WARN("skipped: no redis-server; install it with tools/setup --tests");
  return true;
}

// An empty store of its own on one server.
std::string Fresh() {
  static kv::RedisServer server;
  static int number = 0;
  return absl::StrCat(server.url(), "/generations-", ++number);
}

DefinitionSources Sources(const std::string& window) {
  return {
      {{"play.yaml",
        absl::StrCat("name: play\nowner: t\ndescription: d\nfeatures:\n  - {name: sessions, type: number, "
                     "description: d, aggregate: count, event: session_started, window: ",
                     window, "}\n")}},
      ""};
}

std::unique_ptr<Generations> Open(const std::string& location, const std::string& window) {
  auto opened = Generations::Open(location, Sources(window));
  INFO(opened.status().ToString());
  REQUIRE(opened.ok());
  return *std::move(opened);
}

// 600 records of six learners on two partitions; one is erased in the middle, and plays on.
Records MakeLog() {
  Records log;
  for (auto& event : features::RandomEvents(5, 600, 20)) {
    const auto number = static_cast<std::int64_t>(log.size());
    event.learner_id = absl::StrCat("learner-", number % 6);
    if (number == 303) event.payload = events::ErasureRequested{"r-1"};
    log.push_back({static_cast<std::int32_t>(number % 2), number / 2, event});
  }
  return log;
}

Records Part(const Records& log, std::int32_t partition, std::int64_t from, std::int64_t end) {
  Records part;
  for (const LogRecord& record : log) {
    if (record.partition == partition && record.offset >= from && record.offset < end) part.push_back(record);
  }
  return part;
}

void Apply(Generations& generations, const Records& records) {
  const auto applied = generations.Apply(records);
  INFO(applied.status().ToString());
  REQUIRE(applied.ok());
}

// All of a partition's log from where the replay stands, in batches, as far as it is let.
void Replay(Generations& generations, const Records& log, std::int32_t partition) {
  const std::int64_t from = generations.replayed()->store().NextOffset(partition);
  absl::Status status;
  for (std::int64_t at = from; at < 300 && status.ok(); at += 70)
    status = generations.Rebuild(Part(log, partition, at, at + 70)).status();
  INFO(status.ToString());
  CHECK((status.ok() || absl::IsOutOfRange(status)));
}

// The states and positions are those of one process that folded the log by these definitions from the start.
void CheckAsFresh(const Generations& generations, const Records& log, const std::string& window) {
  std::filesystem::remove_all("generations-fresh");
  const auto fresh = Open("generations-fresh", window);
  Apply(*fresh, log);
  std::vector<std::string> learners;
  for (int i = 0; i < 6; ++i) learners.push_back(absl::StrCat("learner-", i));
  const auto& store = generations.current()->store();
  CHECK(generations.current()->hash() == fresh->current()->hash());
  CHECK(*store.Read(learners) == *fresh->current()->store().Read(learners));
  for (const auto& [partition, position] : fresh->current()->store().positions()) {
    const auto bytes = *generations.current()->kv().Get(PositionKey(partition));
    REQUIRE(bytes.has_value());
    CHECK(*bytes == EncodePosition(position));
  }
  CHECK((*store.FindErasure("learner-3"))->dropped_events ==
        (*fresh->current()->store().FindErasure("learner-3"))->dropped_events);
}

std::size_t KeysOf(const std::string& location, const std::string& name) {
  std::size_t keys = 0;
  const auto root = *kv::Store::Open(location, {});
  REQUIRE(root->Scan("",
                     [&](std::string_view key, std::string_view) {
                       keys += GenerationOf(key) == name;
                       return true;
                     })
              .ok());
  return keys;
}

GenerationRecord RecordOf(const std::string& location) {
  return **ReadRecord(**kv::Store::Open(location, {}));
}

void RemoveOthers(const std::string& location) {
  const auto root = *kv::Store::Open(location, {});
  REQUIRE(Sweep(*root, absl::ZeroDuration()).Run().ok());
}

}  // namespace

TEST_CASE("two processes fold changed definitions beside the served ones, and go over to them together") {
  if (Missing()) return;
  const std::string location = Fresh();
  const Records log = MakeLog();
  const auto one = Open(location, "lifetime");
  REQUIRE(one->Take({0, 1}).ok());
  Apply(*one, Part(log, 0, 0, 100)), Apply(*one, Part(log, 1, 0, 100));
  const std::string old = one->current()->name();

  const auto other = Open(location, "7d");
  REQUIRE(other->rebuilding());
  CHECK(other->current()->name() == old);  // served meanwhile
  one->Release({1});
  REQUIRE(other->Take({1}).ok());
  CHECK(one->next() == nullptr);
  REQUIRE(one->Look().ok());
  REQUIRE(one->replayed() != nullptr);  // what the other wants
  CHECK(one->replayed_partitions() == std::vector<std::int32_t>{0});

  Replay(*one, log, 0);
  CHECK(one->next()->store().NextOffset(0) == 100);  // level with the follower, and not beyond
  CHECK_FALSE(*one->TakeOver(kBoth));                // partition 1 is not
  Apply(*other, Part(log, 1, 100, 160));
  CHECK(other->next()->store().NextOffset(1) == 0);  // there is a gap: only the replay may go on
  Replay(*other, log, 1);
  Apply(*other, Part(log, 1, 160, 200));
  Apply(*one, Part(log, 0, 100, 200));
  CHECK(one->next()->store().NextOffset(0) == 200);  // level: both are folded at once
  CHECK(one->current()->store().NextOffset(0) == 200);

  CHECK(*other->TakeOver(kBoth));
  CHECK_FALSE(other->rebuilding());
  CHECK(one->current()->name() == old);
  Apply(*one, Part(log, 0, 200, 250));
  REQUIRE(one->Look().ok());
  CHECK(one->current()->name() == other->current()->name());
  CHECK(one->current()->name() != old);
  Apply(*one, Part(log, 0, 250, 300)), Apply(*other, Part(log, 1, 200, 300));
  CheckAsFresh(*one, log, "7d");
  CheckAsFresh(*other, log, "7d");

  CHECK(KeysOf(location, old) > 0);
  RemoveOthers(location);
  CHECK(KeysOf(location, old) == 0);
  CheckAsFresh(*one, log, "7d");
}

TEST_CASE("a process that learns late of the change is let on when a replay has filled its gap") {
  if (Missing()) return;
  const std::string location = Fresh();
  const Records log = MakeLog();
  const auto late = Open(location, "lifetime");
  REQUIRE(late->Take({0, 1}).ok());
  Apply(*late, Part(log, 0, 0, 100)), Apply(*late, Part(log, 1, 0, 300));
  {
    const auto tool = Open(location, "7d");
    for (const std::int32_t partition : kBoth)
      REQUIRE(tool->Rebuild(Part(log, partition, 0, partition == 0 ? 100 : 300)).ok());
    CHECK(*tool->TakeOver(kBoth));
  }
  Apply(*late, Part(log, 0, 100, 200));  // into what is served no more
  REQUIRE(late->Look().ok());
  CHECK(late->current()->name() == RecordOf(location).live);
  CHECK(late->NextOffset(0) == 200);
  CHECK(absl::IsUnavailable(late->Apply(Part(log, 0, 200, 250)).status()));
  REQUIRE(late->replayed() == late->current());
  Replay(*late, log, 0);
  CHECK(late->current()->store().NextOffset(0) == 200);
  Apply(*late, Part(log, 0, 200, 300));
  REQUIRE(late->Look().ok());
  CHECK(late->replayed() == nullptr);
  CheckAsFresh(*late, log, "7d");
}

TEST_CASE("what the log does not hold any more is not waited for") {
  if (Missing()) return;
  const std::string location = Fresh();
  const Records log = MakeLog();
  const auto late = Open(location, "lifetime");
  REQUIRE(late->Take({0}).ok());
  REQUIRE(*Open(location, "7d")->TakeOver(kBoth));
  Apply(*late, Part(log, 0, 0, 100));
  REQUIRE(late->Look().ok());
  REQUIRE(absl::IsUnavailable(late->Apply(Part(log, 0, 100, 150)).status()));
  REQUIRE(late->Rebuild(Part(log, 0, 50, 100)).ok());
  REQUIRE(late->Look().ok());
  Apply(*late, Part(log, 0, 100, 150));
  REQUIRE(late->Take({0}).ok());

  const auto gone = Open(location, "lifetime");
  REQUIRE(*gone->TakeOver({1}));
  REQUIRE(late->Look().ok());
  REQUIRE(absl::IsUnavailable(late->Apply(Part(log, 0, 150, 200)).status()));
  CHECK_FALSE(*late->Rebuild({}));  // all was read, and nothing came
  Apply(*late, Part(log, 0, 150, 200));
}

TEST_CASE("a rebuild in a shared store goes on after a kill, wherever it stood") {
  if (Missing()) return;
  const std::string location = Fresh();
  const Records log = MakeLog();
  Apply(*Open(location, "lifetime"), log);
  const std::string old = RecordOf(location).live;
  {
    const auto first = Open(location, "7d");
    REQUIRE(first->Rebuild(Part(log, 0, 0, 120)).ok());
  }
  {
    const auto second = Open(location, "7d");
    CHECK(second->replayed()->store().NextOffset(0) == 120);
    Replay(*second, log, 0);
    CHECK_FALSE(*second->TakeOver(kBoth));
    Replay(*second, log, 1);
  }
  auto third = Open(location, "7d");
  CHECK(third->current()->name() == old);
  CHECK(*third->TakeOver(kBoth));
  third.reset();  // before it has removed what was served
  const auto fourth = Open(location, "7d");
  CHECK_FALSE(fourth->rebuilding());
  CheckAsFresh(*fourth, log, "7d");
  CHECK(KeysOf(location, old) > 0);
  RemoveOthers(location);
  CHECK(KeysOf(location, old) == 0);
}

TEST_CASE("the process that was started last decides, and states that were given up do not come back") {
  if (Missing()) return;
  const std::string location = Fresh();
  const Records log = MakeLog();
  const auto old = Open(location, "lifetime");
  Apply(*old, log);
  const auto changed = Open(location, "7d");
  REQUIRE(changed->Rebuild(Part(log, 0, 0, 50)).ok());
  const std::string given_up = changed->next()->name();
  const auto again = Open(location, "lifetime");  // restarted as it was
  CHECK_FALSE(again->rebuilding());
  REQUIRE(changed->Look().ok());
  CHECK_FALSE(changed->rebuilding());
  CHECK(absl::IsAborted(changed->trouble()));
  CHECK(again->trouble().ok());
  CHECK_FALSE(*changed->TakeOver(kBoth));
  CHECK(RecordOf(location).live == old->current()->name());

  const auto last = Open(location, "7d");
  REQUIRE(last->next() != nullptr);
  CHECK(last->next()->name() != given_up);
  CHECK(last->next()->hash() == HashOf(given_up));
  CHECK(last->next()->store().NextOffset(0) == 0);
  RemoveOthers(location);
  CHECK(KeysOf(location, given_up) == 0);
  CHECK(KeysOf(location, last->next()->name()) > 0);
}

TEST_CASE(
    "where the served states cannot be folded on, the wanted ones are, and take over when they are level") {
  if (Missing()) return;
  const std::string location = Fresh();
  const Records log = MakeLog();
  auto before = Open(location, "lifetime");
  REQUIRE(before->Take({0, 1}).ok());
  Apply(*before, log);
  kv::WriteBatch damage;
  damage.Put("definitions", EncodeSources(Sources("28d")));
  REQUIRE(before->current()->kv().Write(damage).ok());

  absl::Status why_not;
  const auto opened = *Generations::Open(location, Sources("7d"), {}, &why_not);
  CHECK(absl::IsUnimplemented(why_not));
  CHECK(opened->rebuilding());
  CHECK(opened->replayed() == nullptr);  // its follower reads the log
  REQUIRE(opened->Take({0, 1}).ok());
  CHECK(opened->NextOffset(0) == 0);
  Apply(*opened, Part(log, 0, 0, 300));
  CHECK_FALSE(*opened->TakeOver(kBoth));
  Apply(*opened, Part(log, 1, 0, 300));
  CHECK(*opened->TakeOver(kBoth));
  CheckAsFresh(*opened, log, "7d");

  // The other way: a process whose build cannot fold what took over stands still.
  damage.Put("definitions", "?");
  REQUIRE(opened->current()->kv().Write(damage).ok());
  REQUIRE(before->Look().ok());
  CHECK(absl::IsUnimplemented(before->trouble()));
  CHECK(absl::IsFailedPrecondition(before->Apply(log).status()));
}

TEST_CASE("the record of generations gives each number once, and is read strictly") {
  const std::string a(16, 'a'), b(16, 'b');
  const GenerationRecord first = Wanting(std::nullopt, a);
  CHECK(first == GenerationRecord{a + "-1", a + "-1", 1});
  const GenerationRecord changed = Wanting(first, b);
  CHECK(changed == GenerationRecord{a + "-1", b + "-2", 2});
  CHECK(Wanting(changed, b) == changed);
  CHECK(Wanting(changed, a) == GenerationRecord{a + "-1", a + "-1", 2});
  CHECK(Wanting(Wanting(changed, a), b).wanted == b + "-3");
  CHECK(*DecodeRecord(Encode(changed)) == changed);
  for (const std::string& bad :
       {std::string(), a, a + "-1 " + b + "-2", a + "-1 x 2", a + "-1 " + b + "-2 x"})
    CHECK(absl::IsDataLoss(DecodeRecord(bad).status()));
  CHECK(GenerationOf(a + "-1:s/{" + a + "-1:learner}") == a + "-1");
  CHECK(GenerationOf("m/generations").empty());
  CHECK(GenerationOf(a + "-1").empty());
  CHECK(GenerationOf("s/{x:y}").empty());
}

}  // namespace yachay::feature_store

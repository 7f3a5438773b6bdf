// The store that several processes share, on a real Redis: a write stops at any of its steps, another process
// goes on, a process that lost its partition wakes up.
#include <deque>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "core/commit.h"
#include "core/state_store.h"
#include "features/engagement.h"
#include "features/test_events.h"
#include "kv/redis_fixture.h"
#include "testing/catch.h"

namespace yachay::feature_store {
namespace {

const learning::Calibration kCalibration;
const features::FoldRules kRules{kCalibration, features::EngagementViews().plan()};
using Pairs = std::vector<std::pair<std::string, std::string>>;

bool Missing() {
  if (kv::RedisServer::Installed()) return false;
  WARN("skipped: no redis-server; install it with tools/setup --tests");
  return true;
}

std::unique_ptr<StateStore> Open(kv::Store& kv) {
  StoreRules rules;
  rules.erasure_salt = "salt";  // else the bytes of two stores differ
  auto store = StateStore::Open(kv, kRules, rules);
  REQUIRE(store.ok());
  return *std::move(store);
}

// An empty store of its own on one server.
std::unique_ptr<kv::Store> Fresh(std::string* location = nullptr) {
  static kv::RedisServer server;
  static int number = 0;
  const std::string at = absl::StrCat(server.url(), "/shared-", ++number);
  if (location != nullptr) *location = at;
  return *kv::Store::Open(at, {});
}

// Passes everything on, until it has let `writes` writes through: then every call fails, as for a process
// that is cut off or killed.
class Failing : public kv::Store {
 public:
  Failing(kv::Store& store, int writes) : store_(store), writes_(writes) {}

  absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(
      absl::Span<const std::string> keys) const override {
    if (writes_ <= 0) return absl::UnavailableError("cut off");
    return store_.MultiGet(keys);
  }
  absl::Status Write(const kv::WriteBatch& batch) override {
    if (writes_ <= 0) return absl::UnavailableError("cut off");
    --writes_;
    if (half_ && writes_ == 0) return WriteHalf(batch);
    return store_.Write(batch);
  }
  absl::Status Scan(std::string_view prefix,
                    const std::function<bool(std::string_view, std::string_view)>& visit) const override {
    return store_.Scan(prefix, visit);
  }
  absl::Status Purge() override { return store_.Purge(); }
  int64_t ApproximateSize() const override { return 0; }
  bool shared() const override { return true; }
  const std::string& path() const override { return store_.path(); }

  void HalfOfTheLast() { half_ = true; }

 private:
  // Every second hash tag of it.
  absl::Status WriteHalf(const kv::WriteBatch& batch) {
    const auto chosen = [](std::string_view key) {
      return std::hash<std::string_view>()(kv::HashTag(key)) % 2 == 0;
    };
    kv::WriteBatch half;
    for (const auto& op : batch.ops()) {
      if (chosen(op.key)) op.value ? half.Put(op.key, *op.value) : half.Delete(op.key);
    }
    for (const auto& op : batch.expectations()) {
      if (chosen(op.key)) half.Expect(op.key, op.value);
    }
    (void)store_.Write(half);
    return absl::UnavailableError("cut off");
  }

  kv::Store& store_;
  int writes_;
  bool half_ = false;
};

// 300 events of 12 learners on 2 partitions, every fifth sent twice, a bad record and an erasure now and
// then.
std::vector<LogRecord> MakeLog() {
  std::vector<LogRecord> log;
  std::int64_t next[2] = {0, 0};
  int number = 0;
  for (auto& event : features::RandomEvents(77, 300, 20)) {
    const int learner = number % 12, partition = learner % 2;
    event.learner_id = absl::StrCat("learner-", learner);
    if (number % 100 == 99) event.payload = events::ErasureRequested{"r-1"};
    log.push_back({partition, next[partition]++, event});
    if (number % 5 == 0) log.push_back({partition, next[partition]++, event});
    if (number % 30 == 0) log.push_back({partition, next[partition]++, std::nullopt});
    ++number;
  }
  return log;
}

Pairs All(const kv::Store& store) {
  Pairs pairs;
  REQUIRE(store
              .Scan("",
                    [&](std::string_view key, std::string_view value) {
                      if (!key.starts_with("f/"))
                        pairs.emplace_back(key, value);  // fences tell where batches were cut
                      return true;
                    })
              .ok());
  return pairs;
}

// What an undisturbed process makes of the log.
Pairs Expected(const std::vector<LogRecord>& log) {
  std::filesystem::remove_all("undisturbed");
  auto kv = *kv::Store::Open("undisturbed", {});
  auto store = Open(*kv);
  REQUIRE(store->Apply(log).ok());
  return All(*kv);
}

// Gives the log in batches until the store has all of it.
void ApplyAll(StateStore& store, const std::vector<LogRecord>& log, std::size_t size) {
  for (std::size_t i = 0; i < log.size(); i += size) {
    const auto applied = store.Apply(absl::MakeConstSpan(log).subspan(i, size));
    INFO(applied.status().ToString());
    REQUIRE(applied.ok());
  }
}

}  // namespace

TEST_CASE("a shared store ends with the same bytes as an exclusive one") {
  if (Missing()) return;
  const auto log = MakeLog();
  auto kv = Fresh();
  auto store = Open(*kv);
  ApplyAll(*store, log, 37);
  CHECK(All(*kv) == Expected(log));
}

TEST_CASE(
    "a process that dies at any step of any write leaves what its successor finishes, counts included") {
  if (Missing()) return;
  const auto log = MakeLog();
  const Pairs expected = Expected(log);
  for (const bool half : {false, true}) {
    for (int writes = 1; writes <= 14; ++writes) {
      CAPTURE(writes, half);
      auto kv = Fresh();
      (void)Open(*kv);
      Failing dying(*kv, writes);
      if (half) dying.HalfOfTheLast();
      auto first = Open(dying);
      for (std::size_t i = 0; i < log.size(); i += 60) {
        if (!first->Apply(absl::MakeConstSpan(log).subspan(i, 60)).ok()) break;
      }
      auto second = Open(*kv);
      ApplyAll(*second, log, 45);  // from the beginning, in other batches
      CHECK(All(*kv) == expected);
    }
  }
}

TEST_CASE("a process that lost its partition and does not know it changes nothing, and finds back") {
  if (Missing()) return;
  const auto log = MakeLog();
  auto kv = Fresh();
  auto zombie = Open(*kv);
  auto successor = Open(*kv);
  const auto part = [&](std::size_t from, std::size_t size) {
    return absl::MakeConstSpan(log).subspan(from, size);
  };
  REQUIRE(zombie->Apply(part(0, 100)).ok());
  REQUIRE(successor->Apply(part(0, 200)).ok());
  CHECK(absl::IsAborted(zombie->Apply(part(100, 80)).status()));
  REQUIRE(successor->Apply(part(200, log.size() - 200)).ok());
  CHECK(All(*kv) == Expected(log));
  // Its further tries start from where the partitions are.
  while (!zombie->Apply(part(100, log.size() - 100)).ok()) {
  }
  CHECK(zombie->positions() == successor->positions());
  CHECK(All(*kv) == Expected(log));
}

TEST_CASE("a zombie that wakes up in the middle of its write cannot overwrite its successor") {
  if (Missing()) return;
  auto kv = Fresh();
  kv::WriteBatch batch, later;
  batch.Put("s/{a}", "old a"), batch.Put("s/{b}", "old b"), batch.Put("p/0", "1");
  later.Put("s/{a}", "new a"), later.Put("p/0", "2");
  Failing frozen(*kv, 1);  // after its journal
  REQUIRE_FALSE(Commit(frozen, "p/0", std::nullopt, batch).ok());
  const std::string noted = **kv->Get(JournalKey("p/0"));
  REQUIRE(*TakeHead(*kv, "p/0") == "1");  // the successor finishes it, and goes on
  REQUIRE(Commit(*kv, "p/0", "1", later).ok());

  kv::WriteBatch thaw;  // what the zombie had yet to send
  thaw.Put("s/{a}", "old a"), thaw.Put(FenceKey("a"), "p/0=1"), thaw.Expect(FenceKey("a"), std::nullopt);
  CHECK(absl::IsAborted(kv->Write(thaw)));
  CHECK(absl::IsAborted(Commit(*kv, "p/0", std::nullopt, batch)));
  CHECK(**kv->Get("s/{a}") == "new a");
  CHECK(**kv->Get("s/{b}") == "old b");
  CHECK(**kv->Get("p/0") == "2");
  CHECK(*kv->Get(JournalKey("p/0")) == std::nullopt);
}

TEST_CASE("a journal that another partition's process crossed is given up, and folded again") {
  if (Missing()) return;
  auto kv = Fresh();
  kv::WriteBatch batch, other;
  batch.Put("s/{a}", "by 0"), batch.Put("p/0", "1");
  other.Put("s/{a}", "by 1"), other.Put("p/1", "1");
  Failing frozen(*kv, 1);
  REQUIRE_FALSE(Commit(frozen, "p/0", std::nullopt, batch).ok());
  REQUIRE(Commit(*kv, "p/1", std::nullopt, other).ok());
  CHECK(*TakeHead(*kv, "p/0") == std::nullopt);  // where it stood before
  CHECK(**kv->Get("s/{a}") == "by 1");
  CHECK(Commit(*kv, "p/0", std::nullopt, batch).ok());
}

// `learner` is erased in a batch that dies at some step, and whose journal another partition's process
// crosses. True: the journal was given up.
bool EraseCrossed(const std::string& learner, int writes, bool half) {
  const auto at = [](std::int32_t partition, std::int64_t offset, std::string id, events::Payload payload) {
    auto event = features::MakeEvent(static_cast<std::uint64_t>(100 * partition + offset) + 1,
                                     features::kT0 + offset, std::move(payload));
    event.learner_id = std::move(id);
    return LogRecord{partition, offset, event};
  };
  const std::vector<LogRecord> second = {
      at(0, 1, learner, events::LevelReached{3}), at(0, 2, "other", events::LevelReached{4}),
      at(0, 3, learner, events::ErasureRequested{"r"}), at(0, 4, learner, events::LevelReached{5})};
  auto kv = Fresh();
  auto store = Open(*kv);
  REQUIRE(store->Apply({{at(0, 0, learner, events::LevelReached{2})}}).ok());
  Failing dying(*kv, writes);
  if (half) dying.HalfOfTheLast();
  (void)Open(dying)->Apply(second);
  REQUIRE(store->Apply({{at(1, 0, "other", events::LevelReached{6})}}).ok());
  auto successor = Open(*kv);
  REQUIRE(successor->Take({0}).ok());
  const bool given_up = successor->NextOffset(0) == 1;
  REQUIRE(successor->Apply(second).ok());

  const Erasure erasure = successor->FindErasure(learner)->value();
  CHECK(erasure.erased_events == 2);
  CHECK(erasure.dropped_events == 1);
  const PartitionPosition sums = successor->positions().at(0);
  CHECK(sums.next_offset == 5);
  CHECK(sums.applied + sums.duplicates + sums.erased == 5);
  CHECK(*kv->Get(absl::StrCat("s/{", learner, "}")) == std::nullopt);
  CHECK((*successor->Read({"other"}))[0]->events == 2);
  return given_up;
}

TEST_CASE("a journal with an erasure that was given up half done is counted once when it is folded again") {
  if (Missing()) return;
  int given_up = 0;
  for (const char* learner : {"ana", "ben", "eva", "ida", "kim", "leo"}) {  // whose keys lie in other halves
    for (const bool half : {false, true}) {
      for (int writes = 1; writes <= 4; ++writes) {
        CAPTURE(learner, half, writes);
        given_up += EraseCrossed(learner, writes, half);
      }
    }
  }
  CHECK(given_up > 0);
}

TEST_CASE("nothing is left of a hash tag whose keys are deleted") {
  if (Missing()) return;
  auto kv = Fresh();
  kv::WriteBatch batch, erase;
  batch.Put("s/{a}", "x"), batch.Put("w/{a}", "y"), batch.Put("p/0", "1");
  erase.Delete("s/{a}"), erase.Delete("w/{a}"), erase.Put("p/0", "2");
  REQUIRE(Commit(*kv, "p/0", std::nullopt, batch).ok());
  REQUIRE(Commit(*kv, "p/0", "1", erase).ok());
  CHECK(*kv->Get(FenceKey("a")) == std::nullopt);
  CHECK(All(*kv) == Pairs{{"p/0", "2"}});
}

TEST_CASE("a batch that is too large for a journal is refused before anything is done") {
  if (Missing()) return;
  auto kv = Fresh();
  kv::WriteBatch large;
  for (int i = 0; i < 9; ++i) large.Put(absl::StrCat("s/{", i, "}"), std::string(1 << 20, 'x'));
  large.Put("p/0", "1");
  CHECK(absl::IsOutOfRange(Commit(*kv, "p/0", std::nullopt, large)));
  CHECK(All(*kv).empty());
}

TEST_CASE("of a shared store a process knows the partitions that it took, and reads where others are") {
  if (Missing()) return;
  const auto log = MakeLog();
  auto kv = Fresh();
  auto one = Open(*kv);
  auto other = Open(*kv);
  REQUIRE(one->Apply(log).ok());
  CHECK(other->positions().empty());
  CHECK(other->NextOffset(0) == one->NextOffset(0));
  REQUIRE(other->Take({0}).ok());
  CHECK(other->positions().at(0) == one->positions().at(0));
  other->Release({0});
  CHECK(other->positions().empty());
  CHECK(*other->Read({"learner-3"}) == *one->Read({"learner-3"}));
}

TEST_CASE("what a zombie writes of an erased learner is not read, and goes with the learner's next record") {
  if (Missing()) return;
  auto kv = Fresh();
  const auto at = [](std::int64_t offset, events::Payload payload) {
    return LogRecord{
        0, offset,
        features::MakeEvent(static_cast<std::uint64_t>(offset) + 1, features::kT0, std::move(payload))};
  };
  auto store = Open(*kv);
  REQUIRE(store->Apply({{at(0, events::LevelReached{2})}}).ok());
  const auto state = *kv->Get("s/{learner}");
  REQUIRE(state.has_value());
  REQUIRE(store->Apply({{at(1, events::ErasureRequested{"r-1"})}})->erasures == 1);
  CHECK(*kv->Get("s/{learner}") == std::nullopt);

  kv::WriteBatch thaw;  // begun when the store knew nothing of this learner
  thaw.Put("s/{learner}", *state), thaw.Expect("s/{learner}", std::nullopt);
  REQUIRE(kv->Write(thaw).ok());
  CHECK_FALSE((*store->Read({"learner"}))[0].has_value());
  REQUIRE(store->Apply({{at(2, events::LevelReached{3})}})->erased == 1);
  CHECK(*kv->Get("s/{learner}") == std::nullopt);
}

}  // namespace yachay::feature_store

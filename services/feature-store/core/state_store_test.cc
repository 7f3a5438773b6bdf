#include "core/state_store.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "features/engagement.h"
#include "features/fold.h"
#include "features/test_events.h"
#include "testing/catch.h"

namespace yachay::feature_store {
namespace {

const learning::Calibration kCalibration;
const features::FoldRules kRules{kCalibration, features::EngagementViews().plan()};

// A store in a folder of its own, which can be closed and opened again.
class Folder {
 public:
  explicit Folder(const std::string& name) : path_(name) { std::filesystem::remove_all(path_); }
  StateStore& Open() {
    store_.reset();
    kv_.reset();
    kv_ = *kv::Store::Open(path_, {});
    store_ = *StateStore::Open(*kv_, kRules, {.erasure_salt = "salt"});
    return *store_;
  }
  kv::Store& kv() { return *kv_; }

 private:
  const std::string path_;
  std::unique_ptr<kv::Store> kv_;
  std::unique_ptr<StateStore> store_;
};

// 400 events of 10 learners on 3 partitions, every fifth sent twice, and a bad record now and then.
std::vector<LogRecord> MakeLog() {
  std::vector<LogRecord> log;
  std::int64_t next[3] = {0, 0, 0};
  int number = 0;
  for (auto& event : features::RandomEvents(42, 400, 20)) {
    const int learner = number % 10;
    const int partition = learner % 3;
    event.learner_id = absl::StrCat("learner-", learner);
    log.push_back({partition, next[partition]++, event});
    if (number % 5 == 0) log.push_back({partition, next[partition]++, event});
    if (number % 40 == 0) log.push_back({partition, next[partition]++, std::nullopt});
    ++number;
  }
  return log;
}

std::vector<std::string> Learners() {
  std::vector<std::string> ids;
  for (int i = 0; i < 10; ++i) ids.push_back(absl::StrCat("learner-", i));
  return ids;
}

using Contents = std::map<std::string, std::string>;

Contents Everything(const kv::Store& kv) {
  Contents all;
  REQUIRE(kv.Scan("", [&](std::string_view key, std::string_view value) {
              all.emplace(key, value);
              return true;
            }).ok());
  return all;
}

void CheckAddsUp(const Positions& positions) {
  std::uint64_t applied = 0, duplicates = 0, dead = 0;
  for (const auto& [partition, p] : positions) {
    CHECK(static_cast<std::uint64_t>(p.next_offset) == p.applied + p.duplicates + p.dead_lettered);
    applied += p.applied;
    duplicates += p.duplicates;
    dead += p.dead_lettered;
  }
  CHECK(applied == 400);
  CHECK(duplicates == 80);
  CHECK(dead == 10);
}

}  // namespace

TEST_CASE("every record of the log is applied, a duplicate or a dead letter") {
  Folder folder("sums");
  StateStore& store = folder.Open();
  const auto log = MakeLog();
  const auto counts = store.Apply(log);
  REQUIRE(counts.ok());
  CHECK(counts->applied == 400);
  CHECK(counts->duplicates == 80);
  CHECK(counts->dead_lettered == 10);
  CheckAddsUp(store.positions());
}

TEST_CASE("batches of any size, restarts and re-deliveries leave the same states as one batch") {
  const auto log = MakeLog();
  Folder whole("whole");
  StateStore& expected_store = whole.Open();
  REQUIRE(expected_store.Apply(log).ok());
  const auto expected = expected_store.Read(Learners());
  REQUIRE(expected.ok());

  for (const std::size_t size : {1u, 7u, 100u}) {
    Folder folder(absl::StrCat("batches-", size));
    StateStore* store = &folder.Open();
    for (std::size_t i = 0; i < log.size(); i += size) {
      const auto batch = absl::MakeConstSpan(log).subspan(i, size);
      REQUIRE(store->Apply(batch).ok());
      if (i / size % 10 == 3) store = &folder.Open();
      if (i / size % 4 == 1)
        REQUIRE(store->Apply(absl::MakeConstSpan(log).subspan(i / 2, i - i / 2 + size)).ok());
    }
    CheckAddsUp(store->positions());
    const auto got = store->Read(Learners());
    REQUIRE(got.ok());
    CHECK(*got == *expected);
    CHECK(Everything(folder.kv()) == Everything(whole.kv()));  // byte for byte, windows and positions too
  }
}

TEST_CASE("a store knows where to go on, and who is not known") {
  Folder folder("positions");
  StateStore& store = folder.Open();
  CHECK(store.NextOffset(7) == 0);
  REQUIRE(store
              .Apply(std::vector<LogRecord>{
                  {7, 41, features::MakeEvent(1, features::kT0, events::LevelReached{2})}})
              .ok());
  CHECK(store.NextOffset(7) == 42);
  CHECK(folder.Open().NextOffset(7) == 42);
  const auto states = folder.Open().Read({"nobody", "learner", "nobody"});
  REQUIRE(states.ok());
  CHECK_FALSE((*states)[0].has_value());
  REQUIRE((*states)[1].has_value());
  CHECK((*states)[1]->events == 1);
}

TEST_CASE("an erased learner is not known any more") {
  Folder folder("erased");
  StateStore& store = folder.Open();
  REQUIRE(store
              .Apply(std::vector<LogRecord>{
                  {0, 0, features::MakeEvent(1, features::kT0, events::LevelReached{2})},
                  {0, 1, features::MakeEvent(2, features::kT0 + 1, events::ErasureRequested{"r"})}})
              .ok());
  CHECK_FALSE((*store.Read({"learner"}))[0].has_value());
}

TEST_CASE("damaged state stops the batch, names the learner and changes nothing") {
  Folder folder("damaged");
  StateStore& store = folder.Open();
  const std::vector<LogRecord> first = {
      {0, 0, features::MakeEvent(1, features::kT0, events::LevelReached{2})}};
  REQUIRE(store.Apply(first).ok());
  kv::WriteBatch damage;
  damage.Put(StateKey("learner"), "garbage");
  REQUIRE(folder.kv().Write(damage).ok());
  const std::vector<LogRecord> second = {
      {0, 1, features::MakeEvent(2, features::kT0, events::LevelReached{3})}};
  const auto counts = store.Apply(second);
  REQUIRE(absl::IsDataLoss(counts.status()));
  CHECK(counts.status().message().find("learner learner") != absl::string_view::npos);
  CHECK(store.NextOffset(0) == 1);
  CHECK(absl::IsDataLoss(store.Read({"learner"}).status()));
}

TEST_CASE("a damaged position is refused at the start") {
  std::filesystem::remove_all("damaged-position");
  auto kv = *kv::Store::Open("damaged-position", {});
  kv::WriteBatch damage;
  damage.Put(PositionKey(3), "\xFF");
  REQUIRE(kv->Write(damage).ok());
  CHECK(absl::IsDataLoss(StateStore::Open(*kv, kRules).status()));
}

}  // namespace yachay::feature_store

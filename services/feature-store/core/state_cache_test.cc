#include "core/state_cache.h"

#include <atomic>
#include <filesystem>
#include <thread>

#include "absl/strings/str_cat.h"
#include "core/state_store.h"
#include "features/engagement.h"
#include "features/test_events.h"
#include "testing/catch.h"

namespace yachay::feature_store {
namespace {

const learning::Calibration kCalibration;
const features::FoldRules kRules{kCalibration, features::EngagementViews().plan()};

StatePtr State(std::uint64_t events) {
  auto state = std::make_shared<features::LearnerState>();
  state->events = events;
  return state;
}

void Fill(StateCache& cache, const std::string& id, std::uint64_t events) {
  const std::vector<std::string> ids = {id};
  cache.Fill(cache.Find(ids).sequence, ids, std::vector<std::size_t>{0},
             std::vector<StatePtr>{State(events)});
}

}  // namespace

TEST_CASE("the cache gives what was filled until it is written, and forgets what is not asked for") {
  StateCache cache(4);
  CHECK(cache.Find({"a"}).missing == std::vector<std::size_t>{0});
  Fill(cache, "a", 1);
  CHECK(cache.Find({"b", "a"}).states[1]->events == 1);
  CHECK(cache.Find({"b", "a"}).missing == std::vector<std::size_t>{0});
  cache.Written(std::vector<std::string>{"a"});
  CHECK(cache.Find({"a"}).states[0] == nullptr);

  for (const char* id : {"a", "b", "c", "d", "e", "f"}) {
    Fill(cache, id, 1);
    cache.Find({"a"});  // stays, because it is asked for
  }
  CHECK(cache.Find({"a"}).states[0] != nullptr);
  CHECK(cache.Find({"b"}).states[0] == nullptr);

  StateCache none(0);
  Fill(none, "a", 1);
  CHECK(none.Find({"a"}).states[0] == nullptr);
}

TEST_CASE("what was read before a write is not kept after it") {
  StateCache cache(4);
  const std::vector<std::string> ids = {"a"};
  const auto found = cache.Find(ids);
  cache.Written(std::vector<std::string>{"b"});
  cache.Fill(found.sequence, ids, found.missing, std::vector<StatePtr>{State(1)});
  CHECK(cache.Find(ids).states[0] == nullptr);
}

TEST_CASE("a reader beside the writer never sees a state older than the position it was told before") {
  std::filesystem::remove_all("cached");
  auto kv = *kv::Store::Open("cached", {});
  auto store = *StateStore::Open(*kv, kRules, {.cached_states = 10});
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (std::uint32_t i = 0; i < 3000; ++i) {
      const auto event = features::MakeEvent(i + 1, features::kT0 + i, events::LevelReached{i + 1});
      if (!store->Apply({{LogRecord{0, i, event}}}).ok()) break;
    }
    done = true;
  });
  std::size_t reads = 0, old = 0;
  while (!done) {
    const std::int64_t next = store->NextOffset(0);
    const auto states = *store->ReadShared({"learner"});
    old += next > 0 && (states[0] == nullptr || states[0]->events < static_cast<std::uint64_t>(next)) ? 1 : 0;
    ++reads;
  }
  writer.join();
  CHECK(old == 0);
  CHECK(reads > 0);
  CHECK_FALSE(StateStore::Open(*kv, kRules, {.cached_states = 10}).value()->ReadCached({"learner"}).has_value());
  CHECK((*store->ReadShared({"learner"}))[0]->events == 3000);
  CHECK(store->ReadCached({"learner"}).value()[0]->events == 3000);
  CHECK_FALSE(store->ReadCached({"learner", "nobody"}).has_value());
}

}  // namespace yachay::feature_store

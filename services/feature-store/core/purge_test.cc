#include "core/purge.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "core/position.h"
#include "features/engagement.h"
#include "features/test_events.h"
#include "testing/catch.h"

namespace yachay::feature_store {
namespace {

const learning::Calibration kCalibration;
const features::FoldRules kRules{kCalibration, features::EngagementViews().plan()};

// Files below `folder` that hold `text`.
std::vector<std::string> FilesWith(const std::string& folder, const std::string& text) {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ostringstream bytes;
    bytes << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    if (bytes.str().find(text) != std::string::npos) found.push_back(entry.path().string());
  }
  return found;
}

// `learners` of them, 5 events each, on partition 0.
std::vector<LogRecord> Log(int learners) {
  std::vector<LogRecord> log;
  for (int i = 0; i < 5 * learners; ++i) {
    auto event =
        features::MakeEvent(log.size() + 1, features::kT0, events::AchievementUnlocked{absl::StrCat(i)});
    event.learner_id = absl::StrCat("learner-", i % learners, "-end");
    log.push_back({0, i, event});
  }
  return log;
}

}  // namespace

TEST_CASE("after a purge no file of the store holds the id of an erased learner") {
  std::filesystem::remove_all("purge");
  const std::string id = "learner-0-end";  // the first key of all: also in the manifest
  const std::string other = "learner-1-end";
  {
    auto kv = *kv::Store::Open("purge", {});
    auto store = *StateStore::Open(*kv, kRules);
    const auto log = Log(50);
    REQUIRE(store->Apply(log).ok());
    REQUIRE(kv->Purge().ok());  // all is in files now
    CHECK_FALSE(FilesWith("purge", id).empty());
    auto erase = features::MakeEvent(9999, features::kT0, events::ErasureRequested{"r"});
    erase.learner_id = id;
    REQUIRE(store->Apply({{LogRecord{0, 250, erase}}}).ok());

    Purge purge(*kv, *store, absl::Hours(1));
    CHECK_FALSE(purge.Covers(0, 250));
    CHECK(*NeedsPurge(*kv, purge));
    REQUIRE(purge.Run().ok());
    CHECK(purge.Covers(0, 250));
    CHECK_FALSE(*NeedsPurge(*kv, purge));
    CHECK(FilesWith("purge", id) == std::vector<std::string>());
    CHECK(kv->Get(StateKey(other))->has_value());  // not in the files: they are compressed
  }
  auto kv = *kv::Store::Open("purge", {});
  auto store = *StateStore::Open(*kv, kRules);
  CHECK(Purge(*kv, *store, absl::Hours(1)).Covers(0, 250));
  CHECK(FilesWith("purge", id) == std::vector<std::string>());
}

TEST_CASE("a request leads to a purge, and a second one waits for the interval") {
  std::filesystem::remove_all("purge-thread");
  auto kv = *kv::Store::Open("purge-thread", {});
  auto store = *StateStore::Open(*kv, kRules);
  const auto log = Log(1);
  REQUIRE(store->Apply(absl::MakeConstSpan(log).first(3)).ok());
  Purge purge(*kv, *store, absl::Hours(1));
  purge.Request();
  while (!purge.Covers(0, 2)) absl::SleepFor(absl::Milliseconds(1));
  REQUIRE(store->Apply(log).ok());
  purge.Request();
  CHECK_FALSE(purge.Covers(0, 4));
}

}  // namespace yachay::feature_store

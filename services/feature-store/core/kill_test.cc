#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "core/state_store.h"
#include "features/engagement.h"
#include "features/test_events.h"
#include "testing/catch.h"

namespace yachay::feature_store {
namespace {

const learning::Calibration kCalibration;
const features::FoldRules kRules{kCalibration, features::EngagementViews().plan()};
constexpr char kPath[] = "killed";

std::vector<LogRecord> MakeLog() {
  std::vector<LogRecord> log;
  for (auto& event : features::RandomEvents(9, 600, 20)) {
    log.push_back({0, static_cast<std::int64_t>(log.size()), event});
    if (log.size() % 7 == 0) log.push_back({0, static_cast<std::int64_t>(log.size()), event});
  }
  return log;
}

// In a process of its own: applies batches from where the store stands, and dies by SIGKILL after `batches`
// of them.
[[noreturn]] void ApplyAndDie(const std::vector<LogRecord>& log, int batches) {
  auto kv = kv::Store::Open(kPath, {});
  if (!kv.ok()) _exit(1);
  auto store = StateStore::Open(**kv, kRules);
  if (!store.ok()) _exit(1);
  for (int i = 0; i < batches; ++i) {
    const auto next = static_cast<std::size_t>((*store)->NextOffset(0));
    if (!(*store)->Apply(absl::MakeConstSpan(log).subspan(next, 20)).ok()) _exit(1);
  }
  kill(getpid(), SIGKILL);
  _exit(1);
}

bool KilledAfter(const std::vector<LogRecord>& log, int batches) {
  const pid_t child = fork();
  if (child == 0) ApplyAndDie(log, batches);
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

}  // namespace

TEST_CASE("kill -9 between batches: positions, counts and states still add up") {
  std::filesystem::remove_all(kPath);
  const auto log = MakeLog();
  for (const int batches : {1, 0, 5, 3, 12}) REQUIRE(KilledAfter(log, batches));

  auto kv = *kv::Store::Open(kPath, {});
  auto store = *StateStore::Open(*kv, kRules);
  CHECK(store->NextOffset(0) == (1 + 5 + 3 + 12) * 20);
  REQUIRE(store->Apply(log).ok());  // the whole log once more: what was applied is passed over
  const PartitionPosition position = store->positions().at(0);
  CHECK(position.next_offset == static_cast<std::int64_t>(log.size()));
  CHECK(position.applied == 600);
  CHECK(position.applied + position.duplicates == log.size());

  std::filesystem::remove_all("unharmed");
  auto other_kv = *kv::Store::Open("unharmed", {});
  auto other = *StateStore::Open(*other_kv, kRules);
  REQUIRE(other->Apply(log).ok());
  CHECK(*store->Read({"learner"}) == *other->Read({"learner"}));
}

}  // namespace yachay::feature_store

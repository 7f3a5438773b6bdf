// Time per event of StateStore::Apply, by how full the learners' windows are: batches of 100 events of as
// many learners, on a store of its own in the current folder.
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/state_store.h"
#include "features/engagement.h"
#include "features/test_events.h"
#include "gamification/rules.h"

namespace yachay::feature_store {
namespace {

using Clock = std::chrono::steady_clock;

double Microseconds(Clock::time_point from) {
  return std::chrono::duration<double, std::micro>(Clock::now() - from).count();
}

// `count` events, learner after learner; ids differ over the whole run.
std::vector<LogRecord> Events(std::size_t count, std::size_t learners, std::int64_t& offset) {
  std::vector<LogRecord> log;
  for (auto& event : features::RandomEvents(static_cast<std::uint64_t>(offset) + 1, count, 20)) {
    event.event_id = features::Uuid(static_cast<std::uint64_t>(offset) * 2654435761u + 1);
    event.learner_id = absl::StrCat("learner-", static_cast<std::size_t>(offset) % learners);
    log.push_back({0, offset++, std::move(event)});
  }
  return log;
}

void Run(std::size_t learners, std::size_t events_each, const gamification::Rules* rewards = nullptr) {
  const std::string path = "fold-bench-store";
  std::filesystem::remove_all(path);
  const learning::Calibration calibration;
  auto kv = *kv::Store::Open(path, {});
  auto store = *StateStore::Open(*kv, {calibration, features::EngagementViews().plan(), rewards});
  std::int64_t offset = 0;
  while (static_cast<std::size_t>(offset) < learners * events_each) {
    if (!store->Apply(Events(learners * 64, learners, offset)).ok()) std::abort();
  }
  const auto log = Events(2000, learners, offset);
  const auto start = Clock::now();
  for (std::size_t i = 0; i < log.size(); i += 100) {
    if (!store->Apply(absl::MakeConstSpan(log).subspan(i, 100)).ok()) std::abort();
  }
  const double ours = Microseconds(start) / static_cast<double>(log.size());
  std::printf(
      "{\"name\":\"fold, %zu events known of each of %zu learners%s\",\"ours\":%.1f,\"unit\":\"us/event\"}\n",
      events_each, learners, rewards != nullptr ? ", with rewards" : "", ours);
  store.reset();
  kv.reset();
  std::filesystem::remove_all(path);
}

}  // namespace
}  // namespace yachay::feature_store

int main() {
  const auto rewards = yachay::gamification::ParseRules(yachay::gamification::DefaultRules());
  if (!rewards.ok()) return 1;
  for (const std::size_t events : {10u, 500u, 5000u}) {
    yachay::feature_store::Run(100, events);
    yachay::feature_store::Run(100, events, &*rewards);
  }
}

#include "bench/predict/swap.h"

#include <atomic>
#include <cstdlib>
#include <memory>
#include <thread>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "adapters/registry_poller.h"
#include "fixture/inference_server.h"

namespace yachay::bench {
namespace {

using inference::InferenceServer;

constexpr int kCallers = 2;
constexpr int kVersions = 4;                                // champion, previous, and two that are not loaded
constexpr absl::Duration kSettle = absl::Milliseconds(20);  // what a swap leaves behind is in neither
constexpr absl::Duration kPause = absl::Microseconds(500);  // between two calls of a caller: not saturated

// What is happening now; a call counts for the phase that it began in.
enum Phase { kBetween, kIsQuiet, kIsSwapping, kOver };

struct Shared {
  std::atomic<int> phase = kBetween;
  std::atomic<uint64_t> version = 0;  // that answered last
  std::atomic<int> failed = 0;
};

void CallUntilOver(const InferenceServer& server, const inference::v1::PredictRequest& request,
                   Shared& shared, SwapTimes& times) {
  while (shared.phase != kOver) {
    const int phase = shared.phase;
    inference::v1::PredictResponse response;
    const absl::Time begin = absl::Now();
    const bool ok = server.Predict(request, response).ok();
    const double took = absl::ToDoubleMicroseconds(absl::Now() - begin);
    if (!ok) ++shared.failed;
    shared.version = response.version();
    if (phase == kIsQuiet) times.quiet.push_back(took);
    if (phase == kIsSwapping) times.swapping.push_back(took);
    absl::SleepFor(kPause);
  }
}

void MakeChampion(InferenceServer& server, int version) {
  const auto moved = server.registry.MoveAlias({.model = "engagement",
                                                .alias = "champion",
                                                .to = version,
                                                .expected_from = std::nullopt,
                                                .who = "bench",
                                                .evidence = "bench"});
  if (!moved.ok()) std::abort();
}

uint64_t Served(const InferenceServer& server, const inference::v1::PredictRequest& request) {
  inference::v1::PredictResponse response;
  return server.Predict(request, response).ok() ? response.version() : 0;
}

// From the alias's move until the new version answers; then quiet for as long, so that a machine which other
// work slows, and with it the swap, slows as many of the calls that it is compared with.
void Swap(InferenceServer& server, int version, Shared& shared) {
  MakeChampion(server, version);
  const absl::Time begin = absl::Now();
  shared.phase = kIsSwapping;
  while (shared.version != static_cast<uint64_t>(version)) absl::SleepFor(kPause);
  const absl::Duration took = absl::Now() - begin;
  shared.phase = kBetween;
  absl::SleepFor(kSettle);
  shared.phase = kIsQuiet;
  absl::SleepFor(took);
  shared.phase = kBetween;
}

}  // namespace

SwapTimes MeasureSwaps(int rounds) {
  InferenceServer server;
  const inference::XgboostModel trained(3, 100, 5, 5);
  for (int i = 0; i < kVersions; ++i) inference::Promote(server.registry, trained.Candidate("engagement"));
  inference::v1::PredictRequest request;
  request.set_model("engagement");
  *request.mutable_features() = inference::ToMatrix(inference::RandomRows(1, 3));

  Shared shared;
  SwapTimes times;
  {
    inference::RegistryPoller poller(server.follower(), absl::Milliseconds(20));
    while (Served(server, request) == 0) absl::SleepFor(kPause);
    std::vector<SwapTimes> seen(kCallers);
    std::vector<std::thread> callers;
    for (SwapTimes& one : seen) callers.emplace_back([&] { CallUntilOver(server, request, shared, one); });
    for (int i = 0; i < rounds; ++i) Swap(server, 1 + i % kVersions, shared);
    shared.phase = kOver;
    for (std::thread& caller : callers) caller.join();
    for (const SwapTimes& one : seen) {
      times.quiet.insert(times.quiet.end(), one.quiet.begin(), one.quiet.end());
      times.swapping.insert(times.swapping.end(), one.swapping.begin(), one.swapping.end());
    }
  }
  times.failed = shared.failed;
  times.swaps = rounds;
  return times;
}

}  // namespace yachay::bench

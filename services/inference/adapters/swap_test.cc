#include <atomic>
#include <map>
#include <thread>

#include "fixture/inference_server.h"
#include "testing/catch.h"

namespace yachay::inference {
namespace {

// Scores of each version for the rows that the callers send.
using Expected = std::map<uint64_t, std::vector<float>>;

struct Tally {
  std::atomic<int> calls = 0;
  std::atomic<int> failed = 0;
  std::atomic<int> mixed = 0;  // answers that are not entirely of the version they name
};

void CallUntil(const std::atomic<bool>& done, const InferenceServer& server,
               const v1::PredictRequest& request, const Expected& expected, Tally& tally) {
  while (!done) {
    v1::PredictResponse response;
    const bool ok = server.Predict(request, response).ok();
    ++tally.calls;
    if (!ok) {
      ++tally.failed;
      continue;
    }
    const std::vector<float> scores(response.probabilities().begin(), response.probabilities().end());
    if (scores != expected.at(response.version())) ++tally.mixed;
  }
}

TEST_CASE("swapping versions under concurrent calls fails none, and each answer is entirely of one version") {
  constexpr uint64_t kVersions = 6;
  const std::vector<float> few = RandomRows(4, 31);    // scored in the reaction
  const std::vector<float> many = RandomRows(80, 32);  // scored on the executor
  InferenceServer server;
  Expected expected_few;
  Expected expected_many;
  std::vector<models::Candidate> candidates;
  for (uint64_t version = 1; version <= kVersions; ++version) {
    const XgboostModel trained(3, 5, static_cast<uint32_t>(version));
    expected_few[version] = trained.Scores(few);
    expected_many[version] = trained.Scores(many);
    candidates.push_back(trained.Candidate("engagement"));
  }
  Promote(server.registry, candidates[0]);
  server.Poll();

  v1::PredictRequest requests[2];
  for (v1::PredictRequest& request : requests) request.set_model("engagement");
  *requests[0].mutable_features() = ToMatrix(few);
  *requests[1].mutable_features() = ToMatrix(many);

  std::atomic<bool> done = false;
  Tally tally;
  std::vector<std::thread> callers;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&, i] {
      CallUntil(done, server, requests[i % 2], i % 2 == 0 ? expected_few : expected_many, tally);
    });
  }
  for (uint64_t version = 2; version <= kVersions; ++version) {
    const int before = tally.calls;
    Promote(server.registry, candidates[version - 1]);
    server.Poll();
    while (tally.calls < before + 20) std::this_thread::yield();
    v1::PredictResponse response;
    CHECK(server.Predict(requests[0], response).ok());
    CHECK(response.version() == version);
  }
  done = true;
  for (std::thread& caller : callers) caller.join();
  CHECK(tally.failed == 0);
  CHECK(tally.mixed == 0);
}

}  // namespace
}  // namespace yachay::inference

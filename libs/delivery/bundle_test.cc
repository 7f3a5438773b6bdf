#include "delivery/bundle.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

#include "testing/catch.h"

namespace yachay::delivery {
namespace {

using Candidates = std::vector<BundleCandidate>;

// Tries every subset.
double Best(const Candidates& candidates, std::int64_t budget) {
  double best = 0;
  for (unsigned subset = 0; subset < 1U << candidates.size(); ++subset) {
    double value = 0;
    std::int64_t bytes = 0;
    std::multiset<int> items;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      if ((subset >> i & 1U) == 0) continue;
      value += candidates[i].value;
      bytes += candidates[i].bytes;
      items.insert(candidates[i].item);
    }
    const bool one_each = std::set<int>(items.begin(), items.end()).size() == items.size();
    if (bytes <= budget && one_each) best = std::max(best, value);
  }
  return best;
}

Candidates Random(std::mt19937_64& random, int count, int items, int bytes) {
  Candidates candidates;
  for (int i = 0; i < count; ++i) {
    candidates.push_back({.value = static_cast<double>(random() % 1000) / 100,
                          .bytes = static_cast<std::int64_t>(random() % static_cast<unsigned>(bytes)),
                          .item = static_cast<int>(random() % static_cast<unsigned>(items))});
  }
  return candidates;
}

void CheckFeasible(const BundlePlan& plan, const Candidates& candidates, std::int64_t budget) {
  double value = 0;
  std::int64_t bytes = 0;
  std::set<int> items;
  for (const std::size_t i : plan.taken) {
    value += candidates[i].value;
    bytes += candidates[i].bytes;
    CHECK(items.insert(candidates[i].item).second);
  }
  CHECK(plan.value == Approx(value));
  CHECK(plan.bytes == bytes);
  CHECK(bytes <= budget);
}

TEST_CASE("the plan is worth what the best of all subsets is worth") {
  std::mt19937_64 random(7);
  for (int round = 0; round < 200; ++round) {
    const Candidates candidates =
        Random(random, 1 + round % 12, 1 + round % 7, round % 2 == 0 ? 30 : 100'000'000);
    const auto budget = static_cast<std::int64_t>(random() % (round % 2 == 0 ? 120 : 400'000'000));
    const auto plan = PlanOfflineBundle(candidates, budget);
    REQUIRE(plan.ok());
    CheckFeasible(*plan, candidates, budget);
    CHECK(plan->value == Approx(Best(candidates, budget)).epsilon(1e-11));
    CHECK(plan->gap == 0);
  }
}

TEST_CASE("500 candidates are solved exactly") {
  std::mt19937_64 random(11);
  const Candidates candidates = Random(random, 500, 200, 20'000'000);
  const auto plan = PlanOfflineBundle(candidates, 150'000'000);
  REQUIRE(plan.ok());
  CheckFeasible(*plan, candidates, 150'000'000);
  CHECK(plan->gap == 0);
}

TEST_CASE("a search cut short gives a plan and a gap that holds") {
  std::mt19937_64 random(5);
  const Candidates candidates = Random(random, 60, 60, 1000);
  const auto exact = PlanOfflineBundle(candidates, 9'000);
  const auto cut = PlanOfflineBundle(candidates, 9'000, {.max_states = 4});
  CheckFeasible(*cut, candidates, 9'000);
  CHECK(cut->gap > 0);
  CHECK(cut->value <= exact->value);
  CHECK(cut->value + cut->gap >= exact->value - 1e-9);
}

TEST_CASE("nothing fits, nothing is asked for") {
  CHECK(PlanOfflineBundle({}, 100)->taken.empty());
  CHECK(PlanOfflineBundle(Candidates{{.value = 1, .bytes = 101, .item = 0}}, 100)->taken.empty());
  CHECK(PlanOfflineBundle(Candidates{{.value = 1, .bytes = 0, .item = 0}}, 0)->taken.size() == 1);
}

TEST_CASE("what makes no sense is refused") {
  CHECK_FALSE(PlanOfflineBundle({}, -1).ok());
  CHECK_FALSE(PlanOfflineBundle(Candidates{{.value = -1, .bytes = 1, .item = 0}}, 1).ok());
  CHECK_FALSE(PlanOfflineBundle(Candidates{{.value = NAN, .bytes = 1, .item = 0}}, 1).ok());
  CHECK_FALSE(PlanOfflineBundle(Candidates{{.value = 1, .bytes = -1, .item = 0}}, 1).ok());
  CHECK_FALSE(PlanOfflineBundle(Candidates(501), 1).ok());
}

}  // namespace
}  // namespace yachay::delivery

#include "training/off_policy.h"

#include <numeric>

#include "absl/strings/str_cat.h"
#include "testing/catch.h"
#include "training/random.h"

namespace yachay::training {
namespace {

// A world whose true values are known: three choices with one feature each; the reward is 1 with the chance
// 0.2 + 0.6 · feature. The log is drawn by 0.6, 0.3, 0.1.
std::vector<LoggedDecision> World(int decisions, std::uint64_t seed) {
  Random random(seed);
  std::vector<LoggedDecision> log;
  for (int i = 0; i < decisions; ++i) {
    LoggedDecision decision{.learner = absl::StrCat("l", i / 4), .propensities = {0.6, 0.3, 0.1}};
    for (int choice = 0; choice < 3; ++choice)
      decision.features.push_back(static_cast<float>(random.Uniform()));
    const double at = random.Uniform();
    decision.taken = at < 0.6 ? 0 : at < 0.9 ? 1 : 2;
    const double chance = 0.2 + 0.6 * static_cast<double>(decision.features[decision.taken]);
    decision.reward = random.Uniform() < chance ? 1 : 0;
    log.push_back(decision);
  }
  return log;
}

std::vector<double> Best(const LoggedDecision& decision) {
  std::vector<double> target(3, 0);
  const auto best = std::max_element(decision.features.begin(), decision.features.end());
  target[static_cast<std::size_t>(best - decision.features.begin())] = 1;
  return target;
}

// Of the best of three uniforms the mean is 3/4.
constexpr double kBestIsWorth = 0.2 + 0.6 * 0.75;

TEST_CASE("the value of the best policy is found although the log was drawn by another") {
  const auto estimate = *EvaluateOffPolicy(World(20'000, 3), Best);
  CHECK(estimate.decisions == 20'000);
  for (const models::Metric& metric : {estimate.ips, estimate.snips, estimate.doubly_robust}) {
    CHECK(metric.low < kBestIsWorth);
    CHECK(metric.high > kBestIsWorth);
    CHECK(metric.value == Approx(kBestIsWorth).margin(0.05));
  }
  const auto width = [](const models::Metric& metric) { return metric.high - metric.low; };
  CHECK(width(estimate.doubly_robust) < 0.9 * width(estimate.ips));
  CHECK(estimate.largest_weight == Approx(10));
}

TEST_CASE("intervals hold the truth about as often as they say") {
  int held = 0;
  constexpr int kWorlds = 100;
  for (int world = 0; world < kWorlds; ++world) {
    const auto estimate =
        *EvaluateOffPolicy(World(600, 100 + static_cast<std::uint64_t>(world)), Best, {.resamples = 300});
    held += estimate.doubly_robust.low <= kBestIsWorth && kBestIsWorth <= estimate.doubly_robust.high ? 1 : 0;
  }
  CHECK(held >= 88);  // of a binomial with 0.95 below 88 comes once in 500
}

TEST_CASE("a policy judged on its own log earns what it earned") {
  const auto log = World(2000, 5);
  const double earned = std::accumulate(log.begin(), log.end(), 0.0,
                                        [](double sum, const LoggedDecision& d) { return sum + d.reward; }) /
                        2000;
  const auto estimate = *EvaluateOffPolicy(log, [](const LoggedDecision& d) { return d.propensities; });
  CHECK(estimate.ips.value == Approx(earned));
  CHECK(estimate.snips.value == Approx(earned));
  CHECK(estimate.effective_decisions == Approx(2000));
}

TEST_CASE("missing features and one learner alone are no obstacle; broken logs are refused") {
  auto log = World(40, 9);
  for (LoggedDecision& decision : log) decision.learner = "one", decision.features[1] = std::nanf("");
  CHECK(EvaluateOffPolicy(log, Best).ok());
  CHECK_FALSE(EvaluateOffPolicy({}, Best).ok());
  log[3].propensities[0] = 0;
  CHECK_FALSE(EvaluateOffPolicy(log, Best).ok());
  log = World(40, 9);
  log[7].taken = 3;
  CHECK_FALSE(EvaluateOffPolicy(log, Best).ok());
}

}  // namespace
}  // namespace yachay::training

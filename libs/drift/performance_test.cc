#include "drift/performance.h"

#include <cmath>
#include <random>

#include "testing/catch.h"

namespace yachay::drift {
namespace {

// A calibrated world: rows with probabilities, and labels drawn from them.
struct World {
  std::mt19937_64 random{7};

  std::vector<float> Row() {
    std::vector<float> p(3);
    float sum = 0;
    for (float& x : p) sum += x = std::exp(2.5F * static_cast<float>(random() % 1000) / 1000.0F);
    for (float& x : p) x /= sum;
    return p;
  }
  size_t Label(const std::vector<float>& p) {
    const double u = static_cast<double>(random() % 1'000'000) / 1e6;
    if (u < static_cast<double>(p[0])) return 0;
    return u < static_cast<double>(p[0]) + static_cast<double>(p[1]) ? 1 : 2;
  }
};

TEST_CASE("The estimate is the mean of the winning probability") {
  Performance performance(2);
  REQUIRE(performance.Add({0.9F, 0.1F}).ok());
  REQUIRE(performance.Add({0.3F, 0.7F}).ok());
  const auto estimate = performance.Estimated();
  REQUIRE(estimate.has_value());
  CHECK(estimate->accuracy.value == Approx(0.8));
  // expected counts [predicted][actual]: [.9 .1][.3 .7]: F1 = 2·.9/(1 + 1.2), 2·.7/(1 + .8)
  CHECK(estimate->macro_f1.value == Approx((1.8 / 2.2 + 1.4 / 1.8) / 2));
  CHECK_FALSE(performance.Real().has_value());
  CHECK_FALSE(performance.EstimateError().has_value());
  CHECK_FALSE(Performance(2).Estimated().has_value());
}

TEST_CASE("Where probabilities are calibrated, the 95 % intervals hold the real figures 95 times of 100") {
  World world;
  int accuracy_held = 0;
  int f1_held = 0;
  constexpr int kWindows = 400;
  for (int window = 0; window < kWindows; ++window) {
    Performance performance(3);
    for (int i = 0; i < 300; ++i) {
      const auto row = world.Row();
      REQUIRE(performance.Add(row, world.Label(row)).ok());
    }
    const auto holds = [](const Figure& f, double value) { return f.low <= value && value <= f.high; };
    accuracy_held += holds(performance.Estimated()->accuracy, performance.Real()->accuracy.value) ? 1 : 0;
    f1_held += holds(performance.Estimated()->macro_f1, performance.Real()->macro_f1.value) ? 1 : 0;
  }
  // 380 expected; a binomial of 400 lies within these with all but 1 in 10,000
  CHECK(accuracy_held > 362);
  CHECK(accuracy_held < 397);
  CHECK(f1_held > 362);
  CHECK(f1_held < 398);
}

TEST_CASE("Labels that contradict the probabilities show how wrong the estimate was") {
  Performance performance(2);
  for (int i = 0; i < 100; ++i) REQUIRE(performance.Add({0.9F, 0.1F}, i % 2 == 0 ? 0 : 1).ok());
  CHECK(performance.Real()->accuracy.value == Approx(0.5));
  CHECK(performance.EstimateError()->accuracy == Approx(0.4).epsilon(1e-6));
  CHECK(performance.Real()->accuracy.low == Approx(0.4038).margin(1e-3));  // Wilson
}

TEST_CASE("Merged shards equal the whole, and text reads back bit for bit") {
  World world;
  Performance whole(3);
  Performance first(3);
  Performance second(3);
  for (int i = 0; i < 500; ++i) {
    const auto row = world.Row();
    const std::optional<size_t> label = i % 3 == 0 ? std::optional(world.Label(row)) : std::nullopt;
    REQUIRE(whole.Add(row, label).ok());
    REQUIRE((i % 2 == 0 ? first : second).Add(row, label).ok());
  }
  REQUIRE(second.Merge(first).ok());
  CHECK(second.labelled() == whole.labelled());
  CHECK(second.Estimated()->macro_f1.low == Approx(whole.Estimated()->macro_f1.low).epsilon(1e-12));
  CHECK(second.Real()->macro_f1.high == Approx(whole.Real()->macro_f1.high).epsilon(1e-12));
  CHECK(Performance::FromJson(whole.ToJson())->ToJson() == whole.ToJson());
  CHECK_FALSE(second.Merge(Performance(2)).ok());
  CHECK_FALSE(Performance::FromJson("{}").ok());
}

TEST_CASE("What are no probabilities is refused and not counted") {
  Performance performance(2);
  CHECK_FALSE(performance.Add({0.9F}).ok());
  CHECK_FALSE(performance.Add({0.9F, 0.9F}).ok());
  CHECK_FALSE(performance.Add({1.5F, -0.5F}).ok());
  CHECK_FALSE(performance.Add({std::nanf(""), 1.0F}).ok());
  CHECK_FALSE(performance.Add({0.9F, 0.1F}, 2).ok());
  CHECK(performance.rows() == 0);
}

}  // namespace
}  // namespace yachay::drift

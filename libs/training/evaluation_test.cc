#include "training/evaluation.h"

#include <cmath>

#include "testing/catch.h"

namespace yachay::training {
namespace {

TEST_CASE("Wilson's interval has the published values") {
  // scipy.stats.binomtest(k, n).proportion_ci(method='wilson')
  const models::Metric some = Wilson(8, 10);
  CHECK(some.value == Approx(0.8));
  CHECK(some.low == Approx(0.4901624715180662).epsilon(1e-9));
  CHECK(some.high == Approx(0.9433178485456247).epsilon(1e-9));
  CHECK(Wilson(0, 10).low == 0);
  CHECK(Wilson(10, 10).high == Approx(1.0));
  CHECK(Wilson(0, 10).high == Approx(0.2775327998628892).epsilon(1e-9));
}

TEST_CASE("the exact McNemar test is twice the smaller binomial tail") {
  CHECK(ExactMcNemar(0, 0) == 1.0);
  CHECK(ExactMcNemar(5, 5) == 1.0);
  CHECK(ExactMcNemar(0, 6) == Approx(2.0 / 64));
  CHECK(ExactMcNemar(1, 9) == Approx(2.0 * 11 / 1024));
  CHECK(ExactMcNemar(9, 1) == ExactMcNemar(1, 9));
  CHECK(ExactMcNemar(1000, 1200) < 1e-4);
}

TEST_CASE("confusion, precision, recall, F1 and log loss by hand") {
  const std::vector<int> labels = {0, 0, 0, 1, 1};
  const std::vector<float> scores = {0.9F, 0.1F, 0.8F, 0.2F, 0.25F, 0.75F, 0.25F, 0.75F, 0.5F, 0.5F};
  const Evaluation e = Evaluate(labels, scores, 2);
  CHECK(e.predicted == std::vector<int>{0, 0, 1, 1, 0});  // a tie goes to the first
  CHECK(e.confusion == std::vector<std::vector<size_t>>{{2, 1}, {1, 1}});
  CHECK(e.accuracy.value == Approx(0.6));
  CHECK(e.per_class[0].precision == Approx(2.0 / 3));
  CHECK(e.per_class[0].recall == Approx(2.0 / 3));
  CHECK(e.per_class[1].f1 == Approx(0.5));
  CHECK(e.per_class[1].support == 2);
  CHECK(e.macro_f1.value == Approx((2.0 / 3 + 0.5) / 2));
  CHECK(e.macro_precision == Approx((2.0 / 3 + 0.5) / 2));
  const double loss = -(std::log(0.9) + std::log(0.8) + std::log(0.25) + std::log(0.75) + std::log(0.5)) / 5;
  CHECK(e.log_loss == Approx(loss).epsilon(1e-6));
}

TEST_CASE("a class that nobody names has precision 0, not a division by 0") {
  const Evaluation e = Evaluate(std::vector<int>{0, 1}, std::vector<float>{1, 0, 1, 0}, 2);
  CHECK(e.per_class[1].precision == 0);
  CHECK(e.per_class[1].f1 == 0);
  CHECK(e.log_loss == Approx(-std::log(1e-15) / 2));
}

TEST_CASE("the bootstrap interval holds the value, narrows with rows, and follows its seed") {
  const auto rows = [](int n) {
    std::vector<int> labels;
    std::vector<float> scores;
    for (int i = 0; i < n; ++i) {
      labels.push_back(i % 2);
      const bool right = i % 10 < 8;
      const float first = (i % 2 == 0) == right ? 1.0F : 0.0F;
      scores.insert(scores.end(), {first, 1 - first});
    }
    return std::pair(labels, scores);
  };
  const auto [few, few_scores] = rows(100);
  const auto [many, many_scores] = rows(10000);
  const models::Metric wide = Evaluate(few, few_scores, 2, {.seed = 5}).macro_f1;
  const models::Metric narrow = Evaluate(many, many_scores, 2, {.seed = 5}).macro_f1;
  CHECK(wide.low < wide.value);
  CHECK(wide.value < wide.high);
  CHECK((wide.high - wide.low) / (narrow.high - narrow.low) == Approx(10).epsilon(0.25));
  CHECK(Evaluate(few, few_scores, 2, {.seed = 5}).macro_f1 == wide);
}

}  // namespace
}  // namespace yachay::training

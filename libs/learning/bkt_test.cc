#include "learning/bkt.h"

#include <cmath>

#include "learning/test_learners.h"
#include "testing/catch.h"

namespace yachay::learning {
namespace {

SkillAnswers Draw(const BktParameters& truth, int learners, int answers, unsigned seed) {
  Dice dice(seed);
  SkillAnswers drawn;
  for (int l = 0; l < learners; ++l) {
    bool known = dice.Chance(truth.known_at_first);
    for (int a = 0; a < answers; ++a) {
      drawn.correct.push_back(dice.Chance(known ? 1 - truth.slip : truth.guess) ? 1 : 0);
      known = known ? !dice.Chance(truth.forget) : dice.Chance(truth.learn);
    }
    drawn.ends.push_back(drawn.correct.size());
  }
  return drawn;
}

// Sums over all paths of known and unknown.
double BruteLikelihood(const BktParameters& p, const std::vector<std::uint8_t>& correct) {
  double sum = 0;
  for (unsigned path = 0; path < (1U << correct.size()); ++path) {
    double chance = 1;
    for (std::size_t t = 0; t < correct.size(); ++t) {
      const bool known = (path >> t & 1U) != 0;
      const bool before = t > 0 && (path >> (t - 1) & 1U) != 0;
      const double to_known = t == 0 ? p.known_at_first : before ? 1 - p.forget : p.learn;
      chance *= known ? to_known : 1 - to_known;
      const double right = known ? 1 - p.slip : p.guess;
      chance *= correct[t] != 0 ? right : 1 - right;
    }
    sum += chance;
  }
  return sum;
}

TEST_CASE("EM finds the parameters that the answers were drawn with") {
  const BktParameters truth = {
      .known_at_first = 0.35, .learn = 0.12, .slip = 0.08, .guess = 0.22, .forget = 0.03};
  const BktFit fit = FitBkt(Draw(truth, 4000, 15, 7), {.iterations = 300, .flat = 1e-8});
  CHECK(fit.parameters.known_at_first == Approx(truth.known_at_first).margin(0.03));
  CHECK(fit.parameters.learn == Approx(truth.learn).margin(0.02));
  CHECK(fit.parameters.slip == Approx(truth.slip).margin(0.02));
  CHECK(fit.parameters.guess == Approx(truth.guess).margin(0.03));
  CHECK(fit.parameters.forget == Approx(truth.forget).margin(0.015));
}

TEST_CASE("classic BKT is found with forgetting off, and forget stays 0") {
  const BktParameters truth = {.known_at_first = 0.6, .learn = 0.25, .slip = 0.15, .guess = 0.3};
  const BktFit fit =
      FitBkt(Draw(truth, 4000, 12, 11), {.forgetting = false, .iterations = 300, .flat = 1e-8});
  CHECK(fit.parameters.forget == 0);
  CHECK(fit.parameters.known_at_first == Approx(truth.known_at_first).margin(0.05));
  CHECK(fit.parameters.learn == Approx(truth.learn).margin(0.05));
  CHECK(fit.parameters.slip == Approx(truth.slip).margin(0.02));
  CHECK(fit.parameters.guess == Approx(truth.guess).margin(0.05));
}

TEST_CASE("the likelihood is that of all paths together, and no worse than the truth's") {
  const SkillAnswers answers = {.correct = {1, 0, 1, 1, 0, 1, 1}, .ends = {3, 7}};
  const BktFit fit = FitBkt(answers, {.iterations = 0});  // a start, as it stands
  const double first = BruteLikelihood(fit.parameters, {1, 0, 1});
  const double second = BruteLikelihood(fit.parameters, {1, 0, 1, 1});
  CHECK(fit.log_likelihood == Approx(std::log(first) + std::log(second)).epsilon(1e-12));

  const BktParameters truth = {
      .known_at_first = 0.3, .learn = 0.1, .slip = 0.1, .guess = 0.2, .forget = 0.02};
  const SkillAnswers drawn = Draw(truth, 500, 10, 3);
  double of_truth = 0;
  for (std::size_t l = 0; l < drawn.ends.size(); ++l) {
    const auto begin = drawn.correct.begin() + static_cast<std::ptrdiff_t>(10 * l);
    of_truth += std::log(BruteLikelihood(truth, {begin, begin + 10}));
  }
  CHECK(FitBkt(drawn).log_likelihood > of_truth - 5);
}

TEST_CASE("slip and guess stay where known means known, whatever the answers") {
  Dice dice(1);
  SkillAnswers coins;
  for (int i = 0; i < 2000; ++i) {
    coins.correct.push_back(dice.Chance(0.5) ? 1 : 0);
    if (i % 10 == 9) coins.ends.push_back(coins.correct.size());
  }
  const BktParameters p = FitBkt(coins).parameters;
  CHECK(p.slip <= kMostSlip);
  CHECK(p.guess <= kMostGuess);
  for (const std::uint8_t all : {std::uint8_t{0}, std::uint8_t{1}}) {
    const BktParameters q =
        FitBkt({.correct = std::vector<std::uint8_t>(500, all), .ends = {250, 500}}).parameters;
    for (const double v : {q.known_at_first, q.learn, q.slip, q.guess, q.forget}) {
      CHECK(v > 0);
      CHECK(v < 1);
    }
  }
}

TEST_CASE("few answers stay near the defaults, none are them; the same answers give the same bits") {
  CHECK(FitBkt({}).parameters == BktParameters{});
  const BktParameters few = FitBkt({.correct = {1}, .ends = {1}}).parameters;
  CHECK(few.slip == Approx(0.1).margin(0.05));
  CHECK(few.guess == Approx(0.2).margin(0.1));
  const SkillAnswers drawn = Draw({}, 50, 8, 5);
  CHECK(FitBkt(drawn).parameters == FitBkt(drawn).parameters);
}

TEST_CASE("an answer is evidence, then comes the chance to learn or forget") {
  const BktParameters p = {.known_at_first = 0.5, .learn = 0.2, .slip = 0.1, .guess = 0.25, .forget = 0.05};
  CHECK(BktRight(p, 0.5) == Approx(0.5 * 0.9 + 0.5 * 0.25));
  const double right = 0.45 / (0.45 + 0.125), wrong = 0.05 / (0.05 + 0.375);
  CHECK(BktNext(p, 0.5, true) == Approx(right * 0.95 + (1 - right) * 0.2));
  CHECK(BktNext(p, 0.5, false) == Approx(wrong * 0.95 + (1 - wrong) * 0.2));
}

}  // namespace
}  // namespace yachay::learning

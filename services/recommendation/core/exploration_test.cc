#include "core/exploration.h"

#include <numeric>
#include <random>
#include <set>

#include "testing/catch.h"

namespace yachay::recommendation {
namespace {

Scored Arm(double score, double doubt, double success = 0.8) {
  Scored scored{.score = score, .doubt = doubt};
  scored.signals.success = success;
  return scored;
}

double Sum(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

TEST_CASE("of two normals the chance to be higher is the closed form") {
  const auto chances = HighestDrawChances({1.0, 0.7}, {0.3, 0.4});
  CHECK(chances[0] == Approx(0.5 * std::erfc(-(0.3 / 0.5) / std::sqrt(2.0))).margin(5e-3));
  CHECK(Sum(chances) == Approx(1));
}

TEST_CASE("chances of the highest draw are those of drawing") {
  const std::vector<double> means = {1.0, 0.95, 0.8, 0.2, 0.99}, sds = {0.1, 0.3, 0.5, 0.9, 0.01};
  const auto chances = HighestDrawChances(means, sds);
  std::mt19937_64 random(7);
  std::vector<double> won(means.size(), 0);
  constexpr int kRounds = 200'000;
  for (int round = 0; round < kRounds; ++round) {
    std::size_t best = 0;
    double highest = -1e9;
    for (std::size_t i = 0; i < means.size(); ++i) {
      const double draw = std::normal_distribution<double>(means[i], sds[i])(random);
      if (draw > highest) highest = draw, best = i;
    }
    won[best] += 1.0 / kRounds;
  }
  for (std::size_t i = 0; i < means.size(); ++i) CHECK(chances[i] == Approx(won[i]).margin(0.006));
}

TEST_CASE("without doubt the best has the place but for the floor; without exploration it has it for sure") {
  const std::vector<Scored> arms = {Arm(1, 0), Arm(0.9, 0), Arm(0.5, 0)};
  Policy policy;
  policy.exploration = 0.5;
  policy.exploration_floor = 0.3;
  const auto chances = PlaceChances(arms, policy);
  CHECK(chances[0] == Approx(0.5 + 0.5 * (0.7 + 0.1)));
  CHECK(chances[1] == Approx(0.05));
  CHECK(chances[2] == Approx(0.05));
  policy.exploration = 0;
  CHECK(PlaceChances(arms, policy) == std::vector<double>{1, 0, 0});
}

TEST_CASE("an item that is nearly as good and less known is tried more often than one that is well known") {
  const auto chances = PlaceChances(std::vector<Scored>{Arm(1, 0.05), Arm(0.9, 0.4), Arm(0.9, 0.05)}, {});
  CHECK(chances[1] > 2 * chances[2]);
  CHECK(Sum(chances) == Approx(1));
}

TEST_CASE("what is too hard is never explored, even when it is the least known; the best may be hard") {
  Policy policy;
  policy.exploration = 1;
  policy.least_success = 0.4;
  const auto chances =
      PlaceChances(std::vector<Scored>{Arm(1, 0.1, 0.2), Arm(0.99, 5, 0.39), Arm(0.9, 0.1, 0.4)}, policy);
  CHECK(chances[0] > 0);
  CHECK(chances[1] == 0);
  CHECK(chances[2] > 0);
  CHECK(Sum(chances) == Approx(1));
}

TEST_CASE("an index falls on the chance that it lies in, and never on one of 0") {
  const std::vector<double> chances = {0.5, 0, 0.25, 0.25, 0};
  CHECK(IndexAt(chances, 0) == 0);
  CHECK(IndexAt(chances, 0.499) == 0);
  CHECK(IndexAt(chances, 0.5) == 2);
  CHECK(IndexAt(chances, 0.99999999) == 3);
  CHECK(IndexAt(std::vector<double>{0.3, 0.7 - 1e-12, 0}, 0.9999999999999999) == 1);
}

}  // namespace
}  // namespace yachay::recommendation

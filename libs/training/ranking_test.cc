#include "training/ranking.h"

#include <cmath>

#include "absl/strings/match.h"
#include "scoring/open.h"
#include "testing/catch.h"
#include "training/random.h"

namespace yachay::training {
namespace {

// Groups of 8 rows; the second feature decides, the first is noise on another scale in each group.
RankingData World(int groups, std::uint64_t seed) {
  Random random(seed);
  RankingData data{.features = {{.name = "noise"}, {.name = "use"}}};
  for (int group = 0; group < groups; ++group) {
    const double shift = 10 * random.Uniform();
    for (int row = 0; row < 8; ++row) {
      const double use = random.Uniform();
      data.values.push_back(static_cast<float>(shift + random.Uniform()));
      data.values.push_back(static_cast<float>(use));
      data.relevance.push_back(use > 0.8 ? 2 : use > 0.5 ? 1 : 0);
    }
    data.groups.push_back(8);
  }
  return data;
}

std::vector<float> Score(const scoring::Scorer& scorer, const RankingData& data) {
  std::vector<float> scores(data.relevance.size());
  scorer.Score(data.values, absl::MakeSpan(scores));
  return scores;
}

TEST_CASE("ndcg of known orders") {
  const std::vector<int> relevance = {3, 2, 0, 1};
  CHECK(Ndcg(relevance, {4, 3, 1, 2}, 10) == Approx(1));
  const double best = 7 + 3 / std::log2(3) + 1 / std::log2(4);
  CHECK(Ndcg(relevance, {1, 2, 4, 3}, 10) ==
        Approx((1 / std::log2(3) + 3 / std::log2(4) + 7 / std::log2(5)) / best));
  CHECK(Ndcg(relevance, {1, 2, 4, 3}, 2) == Approx((1 / std::log2(3)) / (7 + 3 / std::log2(3))));
  CHECK(Ndcg({0, 0}, {1, 2}, 10) == 1);
  CHECK(Ndcg({1, 0}, {1, 1}, 1) == Approx(0.5));  // ties share
}

TEST_CASE("a ranker learns what decides, and its forest gives the trainer's bits") {
  const auto result = TrainRanking(World(200, 1), {.rounds = 40});
  REQUIRE(result.ok());
  const RankingData other = World(100, 2);
  const auto learned = NdcgPerGroup(other, Score(*result->scorer, other), 10);
  const auto mean = MeanWithInterval(learned, 1);
  CHECK(mean.value > 0.97);
  CHECK(mean.low <= mean.value);
  CHECK(result->importance[1] > 0.9);
  CHECK(scoring::Replay(*result->scorer, result->golden).ok());
}

TEST_CASE("the same rows give the same model; what is no order is refused") {
  CHECK(TrainRanking(World(20, 1), {.rounds = 5})->model == TrainRanking(World(20, 1), {.rounds = 5})->model);
  RankingData data = World(3, 1);
  data.groups.pop_back();
  CHECK_FALSE(TrainRanking(data, {}).ok());
  data = World(3, 1);
  std::fill(data.relevance.begin(), data.relevance.end(), 1);
  CHECK(absl::StrContains(TrainRanking(data, {}).status().message(), "no order to learn"));
  data.relevance[0] = 31;
  CHECK_FALSE(TrainRanking(data, {}).ok());
  CHECK_FALSE(TrainRanking({}, {}).ok());
}

}  // namespace
}  // namespace yachay::training

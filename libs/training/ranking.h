// Learning to order: gradient-boosted trees on the measure itself (LambdaMART: Burges, "From RankNet to
// LambdaRank to LambdaMART", 2010; XGBoost's rank:ndcg).
//
// The model is a regression: it gives one score a row, comparable within a group only.
#ifndef TRAINING_RANKING_H_
#define TRAINING_RANKING_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "models/golden.h"
#include "models/manifest.h"
#include "scoring/scorer.h"

namespace yachay::training {

// Rows to be ordered within their group. Rows of a group stand together.
struct RankingData {
  std::vector<models::Feature> features;  // numbers only
  std::vector<float> values;              // rows × features, NaN is missing
  std::vector<int> relevance;             // of a row: 0 (of no use) to 30; the gain is 2^relevance - 1
  std::vector<unsigned> groups;           // sizes, each at least 1, in order; sum = rows
};

struct RankingOptions {
  int rounds = 100;
  int depth = 4;
  double learning_rate = 0.1;
  double min_child_weight = 1;
  std::uint64_t seed = 1;
  int threads = 1;
  std::size_t golden_rows = 64;
};

struct RankingResult {
  std::string model;  // UBJSON
  std::shared_ptr<const scoring::Scorer> scorer;
  std::vector<models::GoldenRow> golden;
  std::vector<double> importance;  // share of the gain per feature
};

// InvalidArgument: columns of different lengths, groups that do not sum to the rows, no group with two
// relevances (then there is nothing to learn), infinite values. Internal: XGBoost's errors.
absl::StatusOr<RankingResult> TrainRanking(const RankingData& data, const RankingOptions& options);

// Normalised discounted cumulative gain of the first `k` in the order of descending scores, over the best
// order of the same rows (Järvelin & Kekäläinen 2002, gains 2^relevance - 1); rows with the same score share
// their gain. 1 when nothing is relevant. REQUIRES: as many scores as relevances.
double Ndcg(absl::Span<const int> relevance, absl::Span<const float> scores, std::size_t k);

// Ndcg of each group with at least two different relevances; others say nothing about an order.
std::vector<double> NdcgPerGroup(const RankingData& data, absl::Span<const float> scores, std::size_t k);

// Mean with its 95 % percentile bootstrap interval over values (groups, learners). REQUIRES: values.
models::Metric MeanWithInterval(absl::Span<const double> values, std::uint64_t seed, int resamples = 1000);

}  // namespace yachay::training

#endif  // TRAINING_RANKING_H_

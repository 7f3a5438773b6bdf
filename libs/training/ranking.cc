#include "training/ranking.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "forest/forest.h"
#include "models/encoder.h"
#include "scoring/forest_scorer.h"
#include "training/booster.h"
#include "training/random.h"

namespace yachay::training {
namespace {

bool Differ(absl::Span<const int> relevance) {
  return std::adjacent_find(relevance.begin(), relevance.end(), std::not_equal_to<>()) != relevance.end();
}

template <typename F>
void ForEachGroup(const RankingData& data, F visit) {
  std::size_t begin = 0;
  for (const unsigned size : data.groups) {
    visit(begin, size);
    begin += size;
  }
}

absl::Status CheckRows(const RankingData& data) {
  const std::size_t rows = data.relevance.size();
  const std::size_t grouped = std::accumulate(data.groups.begin(), data.groups.end(), std::size_t{0});
  if (rows == 0 || data.features.empty()) return absl::InvalidArgumentError("ranking: no rows");
  if (data.values.size() != rows * data.features.size() || grouped != rows) {
    return absl::InvalidArgumentError(absl::StrCat("ranking: ", rows, " rows of ", data.features.size(),
                                                   " features, ", data.values.size(), " values, groups of ",
                                                   grouped, " rows"));
  }
  for (const int relevance : data.relevance) {
    if (relevance < 0 || relevance > 30)
      return absl::InvalidArgumentError(absl::StrCat("ranking: relevance ", relevance, ", expected 0 to 30"));
  }
  if (std::any_of(data.values.begin(), data.values.end(), [](float value) { return std::isinf(value); }))
    return absl::InvalidArgumentError("ranking: a value is infinite");
  return absl::OkStatus();
}

absl::Status Check(const RankingData& data) {
  if (absl::Status status = CheckRows(data); !status.ok()) return status;
  bool differ = false;
  ForEachGroup(data, [&](std::size_t begin, std::size_t size) {
    differ = differ || Differ(absl::MakeConstSpan(data.relevance).subspan(begin, size));
  });
  if (differ) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "ranking: no group has two different relevances, so there is no order to learn");
}

Booster::Settings SettingsOf(const RankingOptions& options) {
  return {{"objective", "rank:ndcg"},
          {"tree_method", "hist"},
          {"max_depth", absl::StrCat(options.depth)},
          {"eta", absl::StrCat(options.learning_rate)},
          {"min_child_weight", absl::StrCat(options.min_child_weight)},
          {"seed", absl::StrCat(options.seed % 0x7FFFFFFF)},
          {"nthread", absl::StrCat(options.threads)},
          {"verbosity", "0"}};
}

// Every second one with a value missing, the last with all of them.
std::vector<float> GoldenInputs(const RankingData& data, std::size_t count) {
  const std::size_t width = data.features.size(), rows = data.relevance.size();
  std::vector<float> inputs;
  for (std::size_t i = 0; i < count; ++i) {
    const auto row = absl::MakeConstSpan(data.values).subspan(i * rows / count * width, width);
    inputs.insert(inputs.end(), row.begin(), row.end());
    if (i % 2 == 1) inputs[i * width + (i / 2) % width] = models::kMissing;
  }
  std::fill(inputs.end() - static_cast<std::ptrdiff_t>(width), inputs.end(), models::kMissing);
  return inputs;
}

absl::StatusOr<std::vector<models::GoldenRow>> Golden(const Booster& booster, const RankingData& data,
                                                      std::size_t count) {
  const std::size_t width = data.features.size();
  const std::vector<float> inputs = GoldenInputs(data, count);
  const auto scores = booster.Predict(inputs, width);
  if (!scores.ok()) return scores.status();
  std::vector<models::GoldenRow> golden(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto row = absl::MakeConstSpan(inputs).subspan(i * width, width);
    golden[i] = {{row.begin(), row.end()}, {(*scores)[i]}};
  }
  return golden;
}

absl::StatusOr<RankingResult> ResultOf(const Booster& booster, const RankingData& data,
                                       const RankingOptions& options) {
  RankingResult result;
  auto model = booster.Save();
  if (!model.ok()) return model.status();
  auto forest = forest::Forest::Parse(*model);
  if (!forest.ok()) return forest.status();
  auto golden = Golden(booster, data, std::max<std::size_t>(options.golden_rows, 2));
  if (!golden.ok()) return golden.status();
  auto gain = booster.Gain();
  if (!gain.ok()) return gain.status();
  const double total = std::accumulate(gain->begin(), gain->end(), 0.0);
  for (double& share : *gain) share /= total > 0 ? total : 1;
  result.model = *std::move(model);
  result.scorer = std::make_shared<scoring::ForestScorer>(*std::move(forest));
  result.golden = *std::move(golden);
  result.importance = *std::move(gain);
  return result;
}

double Gain(int relevance) { return std::exp2(relevance) - 1; }
double Discount(std::size_t place) { return 1 / std::log2(static_cast<double>(place) + 2); }

}  // namespace

absl::StatusOr<RankingResult> TrainRanking(const RankingData& data, const RankingOptions& options) {
  if (absl::Status status = Check(data); !status.ok()) return status;
  const std::vector<float> labels(data.relevance.begin(), data.relevance.end());
  auto booster = Booster::Create(data.values, data.features.size(), labels, {}, SettingsOf(options));
  if (!booster.ok()) return booster.status();
  if (absl::Status status = booster->SetGroups(data.groups); !status.ok()) return status;
  for (int round = 0; round < options.rounds; ++round) {
    if (absl::Status status = booster->UpdateOneRound(round); !status.ok()) return status;
  }
  return ResultOf(*booster, data, options);
}

double Ndcg(absl::Span<const int> relevance, absl::Span<const float> scores, std::size_t k) {
  std::vector<std::size_t> order(relevance.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return scores[a] > scores[b]; });
  std::vector<int> best(relevance.begin(), relevance.end());
  std::sort(best.begin(), best.end(), std::greater<>());
  double gained = 0, possible = 0;
  for (std::size_t place = 0; place < std::min(k, best.size()); ++place)
    possible += Gain(best[place]) * Discount(place);
  if (possible == 0) return 1;
  for (std::size_t begin = 0, end = 0; begin < order.size() && begin < k; begin = end) {
    double gain = 0, discount = 0;
    for (; end < order.size() && scores[order[end]] == scores[order[begin]]; ++end) {
      gain += Gain(relevance[order[end]]);
      discount += end < k ? Discount(end) : 0;
    }
    gained += gain / static_cast<double>(end - begin) * discount;
  }
  return gained / possible;
}

std::vector<double> NdcgPerGroup(const RankingData& data, absl::Span<const float> scores, std::size_t k) {
  std::vector<double> per_group;
  ForEachGroup(data, [&](std::size_t begin, std::size_t size) {
    const auto relevance = absl::MakeConstSpan(data.relevance).subspan(begin, size);
    if (Differ(relevance)) per_group.push_back(Ndcg(relevance, scores.subspan(begin, size), k));
  });
  return per_group;
}

models::Metric MeanWithInterval(absl::Span<const double> values, std::uint64_t seed, int resamples) {
  const auto n = static_cast<double>(values.size());
  Random random(seed);
  std::vector<double> means;
  for (int round = 0; round < resamples; ++round) {
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) sum += values[random.Below(values.size())];
    means.push_back(sum / n);
  }
  std::sort(means.begin(), means.end());
  const auto at = [&](double share) { return means[static_cast<std::size_t>(share * (resamples - 1))]; };
  return {std::accumulate(values.begin(), values.end(), 0.0) / n, at(0.025), at(0.975)};
}

}  // namespace yachay::training

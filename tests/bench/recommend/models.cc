#include <cstdlib>
#include <random>
#include <string>

#include "adapters/feature_client.h"
#include "bench/recommend/neighbours.h"
#include "fixture/inference_server.h"
#include "training/ranking.h"
#include "training/trainer.h"

namespace yachay::bench {
namespace {

constexpr int kTrees = 300, kSuccessTrees = 500;
constexpr int kDifficulty = 9;  // place among the pair features

// A ranker that learned that the heuristic and the difficulty are what counts, with some noise.
models::Candidate Ranker(const std::vector<std::string>& features) {
  std::mt19937 random(1);
  std::uniform_real_distribution<float> uniform(-3, 3);
  training::RankingData data;
  for (const std::string& name : features) data.features.push_back({.name = name});
  for (int group = 0; group < 500; ++group) {
    for (int row = 0; row < 10; ++row) {
      for (std::size_t f = 0; f < features.size(); ++f) data.values.push_back(uniform(random));
      const auto row_begin = data.values.end() - static_cast<std::ptrdiff_t>(features.size());
      const float use = row_begin[0] + row_begin[kDifficulty] + 0.3F * uniform(random);
      data.relevance.push_back(use > 2 ? 2 : use > 0 ? 1 : 0);
    }
    data.groups.push_back(10);
  }
  auto trained = training::TrainRanking(data, {.rounds = 100, .depth = 5});
  if (!trained.ok()) std::abort();
  models::Candidate candidate;
  candidate.manifest.name = "ranker";
  candidate.manifest.algorithm = "ranking";
  candidate.manifest.features = data.features;
  candidate.files["model.ubj"] = trained->model;
  candidate.files["golden.json"] = models::GoldenToJson(trained->golden);
  return candidate;
}

// A success model of the size that `yachay train --answers` trains at most; what it learned does not matter.
models::Candidate Success(const std::vector<std::string>& features, const std::string& calibration) {
  std::mt19937 random(2);
  std::uniform_real_distribution<float> uniform(-3, 3);
  training::Dataset data;
  data.schema.target = "outcome";
  data.schema.classes = {"wrong", "right"};
  for (const std::string& name : features) data.schema.features.push_back({.name = name});
  for (int row = 0; row < 4000; ++row) {
    for (std::size_t f = 0; f < features.size(); ++f) data.values.push_back(uniform(random));
    data.labels.push_back(data.values.end()[-2] + data.values.back() > uniform(random) ? 1 : 0);
    data.ids.push_back(std::to_string(row));
  }
  auto trained = training::Train(data, data, {.trees = kSuccessTrees, .depth = 6, .learning_rate = 0.05});
  if (!trained.ok()) std::abort();
  models::Candidate candidate;
  candidate.manifest.name = "success";
  candidate.manifest.algorithm = "gradient-boosting";
  candidate.manifest.target = data.schema.target;
  candidate.manifest.classes = data.schema.classes;
  candidate.manifest.features = data.schema.features;
  candidate.manifest.tracer_calibration = calibration;
  candidate.manifest.model_file = trained->model_file;
  candidate.files[trained->model_file] = trained->model;
  candidate.files["golden.json"] = models::GoldenToJson(trained->golden);
  return candidate;
}

}  // namespace

struct Models::Parts {
  std::unique_ptr<inference::FeatureClient> features;
  inference::InferenceServer server{features.get()};
};

Models::Models(const std::string& feature_store, const std::vector<std::string>& ranker_features,
               const std::vector<std::string>& success_features, const std::string& calibration)
    : parts_(new Parts{*inference::FeatureClient::Connect(feature_store, absl::Seconds(1), {})}) {
  inference::Promote(parts_->server.registry, inference::XgboostModel(3, kTrees, 1).Candidate("engagement"));
  inference::Promote(parts_->server.registry, Ranker(ranker_features));
  inference::Promote(parts_->server.registry, Success(success_features, calibration));
  parts_->server.Poll();
}

Models::~Models() = default;
std::string Models::address() const { return parts_->server.address(); }

}  // namespace yachay::bench

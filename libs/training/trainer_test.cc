#include "training/trainer.h"

#include <cstdlib>
#include <random>

#include "forest/forest.h"
#include "models/encoder.h"
#include "scoring/open.h"
#include "testing/catch.h"
#include "training/table_reader.h"

namespace yachay::training {
namespace {

// The class follows from x0 + x1; x2 is noise; one cell in ten is missing.
Dataset Learnable(size_t count, unsigned seed) {
  std::mt19937 random(seed);
  Dataset data;
  data.schema = {"id", "level", {"High", "Low", "Medium"}, {{"x0"}, {"x1"}, {"x2"}}};
  for (size_t r = 0; r < count; ++r) {
    float sum = 0;
    for (int f = 0; f < 3; ++f) {
      const float x = static_cast<float>(random() % 1000) / 1000.0F;
      if (f < 2) sum += x;
      data.values.push_back(random() % 10 == 0 ? models::kMissing : x);
    }
    data.labels.push_back(sum < 0.7F ? 1 : sum > 1.3F ? 0 : 2);
    data.ids.push_back(std::to_string(r));
  }
  return data;
}

TrainOptions Small() { return {.trees = 60, .depth = 4, .learning_rate = 0.3}; }

TEST_CASE("a model learns what there is to learn, and its golden rows replay") {
  for (const std::string& name : AlgorithmNames()) {
    INFO(name);
    const Algorithm algorithm = *ParseAlgorithm(name);
    TrainOptions options = Small();
    options.algorithm = algorithm;
    int calls = 0;
    options.progress = [&](int done, int total) { calls += done <= total ? 1 : 0; };
    const auto result = Train(Learnable(3000, 1), Learnable(600, 2), options);
    INFO(result.status());
    REQUIRE(result.ok());
    CHECK((result->scorer->trees() == nullptr) == !HasTrees(algorithm));
    if (HasTrees(algorithm)) CHECK(result->scorer->trees()->num_trees() == 60);
    CHECK(result->evaluation.accuracy.value > 0.75);
    CHECK(result->importance[0] + result->importance[1] > 0.75);
    CHECK(result->importance[0] + result->importance[1] + result->importance[2] == Approx(1));
    CHECK(calls == (algorithm == Algorithm::kGradientBoosting ? 20
                    : algorithm == Algorithm::kRandomForest   ? 1
                    : algorithm == Algorithm::kMlp            ? options.epochs
                                                              : 0));
    REQUIRE(result->golden.size() == 64);
    CHECK(scoring::Replay(*result->scorer, result->golden).ok());
  }
}

TEST_CASE("the same data and seed give the same bytes") {
  const Dataset data = Learnable(2000, 3);
  const auto first = Train(data, data, Small());
  const auto second = Train(data, data, Small());
  REQUIRE(first.ok());
  CHECK(first->model == second->model);
}

TEST_CASE("weights count") {
  Dataset data = Learnable(1000, 4);
  data.weights.assign(data.rows(), 0.01F);
  for (size_t r = 0; r < data.rows(); ++r) {
    if (data.labels[r] == 1) data.weights[r] = 100;
  }
  const auto result = Train(data, data, Small());
  REQUIRE(result.ok());
  CHECK(result->evaluation.per_class[1].recall == 1.0);
}

TEST_CASE("options and data out of range are refused by name") {
  const Dataset data = Learnable(100, 5);
  TrainOptions options = Small();
  options.depth = 0;
  CHECK(Train(data, data, options).status().message() == "depth: got 0, expected 1 to 16");
  options = Small();
  options.calibration = "platt";
  CHECK(Train(data, data, options).status().message() ==
        "calibration: got platt, expected temperature or isotonic");
  Dataset infinite = data;
  infinite.values[4] = std::numeric_limits<float>::infinity();
  CHECK(Train(infinite, data, Small()).status().message().find("training rows: row 1 column 'x1'") == 0);
  Dataset unknown = data;
  unknown.labels[2] = -1;
  CHECK(Train(data, unknown, Small()).status().message() == "held-out rows: row 2 (2) has no known class");
  CHECK_FALSE(Train(Dataset{}, data, Small()).ok());
  CHECK_FALSE(ParseAlgorithm("svm").ok());
}

TEST_CASE("engagement is learned as well as the data allow") {
  const char* shared = std::getenv("YACHAY_SHARED_DATA");
  const auto table =
      CsvTable::Read(std::string(shared == nullptr ? "." : shared) + "/engagement/players.csv");
  if (!table.ok()) {
    WARN("skipped: " << table.status());
    return;
  }
  const auto schema = InferSchema(*table, {});
  REQUIRE(schema.ok());
  CHECK(schema->features.size() == 11);
  const auto data = ReadTable(*table, *schema, Target::kRequired);
  REQUIRE(data.ok());
  const auto mask = HeldOutMask(*data, 0.2, 1);
  const auto result = Train(Where(*data, mask, 0), Where(*data, mask, 1), {});
  REQUIRE(result.ok());
  CHECK(result->evaluation.accuracy.value >= 0.91);
  CHECK(result->evaluation.macro_f1.value >= 0.90);
}

}  // namespace
}  // namespace yachay::training

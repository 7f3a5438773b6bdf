#include "forest/forest.h"

#include <algorithm>

#include "forest/hard_rows.h"
#include "testing/catch.h"

namespace yachay::forest {
namespace {

using Settings = std::map<std::string, std::string>;

// All rows at once, and one by one.
void CheckRows(const Forest& forest, const Rows& rows, const std::vector<float>& margins,
               const std::vector<float>& scores) {
  std::vector<float> ours(rows.count() * forest.num_outputs());
  forest.PredictMargin(rows.values, absl::MakeSpan(ours));
  CHECK(DifferingBits(ours, margins) == 0);
  forest.PredictBatch(rows.values, absl::MakeSpan(ours));
  CHECK(DifferingBits(ours, scores) == 0);
  for (size_t r = 0; r < rows.count(); ++r) {
    forest.Predict(absl::MakeSpan(rows.values).subspan(r * rows.width, rows.width),
                   absl::MakeSpan(ours).subspan(r * forest.num_outputs(), forest.num_outputs()));
  }
  CHECK(DifferingBits(ours, scores) == 0);
}

void CheckAgainstXGBoost(const Settings& settings, int rounds, int classes, unsigned seed) {
  INFO(settings.at("objective") << " seed " << seed);
  const size_t width = 7;
  const Judge judge(RandomRows(1000, width, seed), settings, rounds, classes, seed);
  for (const std::string format : {"ubj", "json"}) {
    const std::string bytes = judge.Bytes(format);
    auto forest = Forest::Parse(bytes);
    INFO(forest.status());
    REQUIRE(forest.ok());
    REQUIRE(forest->num_features() == width);
    const Rows rows = HardRows(5000, width, Thresholds(bytes), seed + 1);
    const std::vector<float> margins = judge.Predict(rows, Judge::kMargins);
    const std::vector<float> scores = judge.Predict(rows, Judge::kValues);
    for (const Evaluator evaluator : Forest::Evaluators()) {
      INFO("evaluator " << static_cast<int>(evaluator));
      forest->Use(evaluator);
      CheckRows(*forest, rows, margins, scores);
    }
  }
}

TEST_CASE("a forest scores bit for bit as XGBoost, whatever the objective") {
  for (unsigned seed = 1; seed <= 3; ++seed) {
    CheckAgainstXGBoost({{"objective", "multi:softprob"}, {"num_class", "3"}, {"max_depth", "5"}}, 30, 3,
                        seed);
    CheckAgainstXGBoost({{"objective", "binary:logistic"}, {"max_depth", "6"}}, 40, 2, seed);
    CheckAgainstXGBoost({{"objective", "reg:squarederror"}, {"max_depth", "4"}}, 40, 9, seed);
  }
  CheckAgainstXGBoost({{"objective", "rank:pairwise"}}, 20, 4, 4);
  CheckAgainstXGBoost({{"objective", "rank:ndcg"}}, 20, 4, 5);
}

TEST_CASE("who reads a forest may rest at least once a tree, and reads the same") {
  const Judge judge(RandomRows(500, 7, 1), {{"objective", "binary:logistic"}}, 30, 2, 1);
  const std::string bytes = judge.Bytes("ubj");
  size_t rests = 0;
  const auto rested = Forest::Parse(bytes, [&] { ++rests; });
  REQUIRE(rested.ok());
  CHECK(rests > rested->num_trees());
  const Rows rows = HardRows(100, 7, Thresholds(bytes), 2);
  CheckRows(*rested, rows, judge.Predict(rows, Judge::kMargins), judge.Predict(rows, Judge::kValues));
}

TEST_CASE("a base score, pruned trees, exact splits and several trees a round change nothing") {
  CheckAgainstXGBoost({{"objective", "binary:logistic"}, {"base_score", "0.137"}}, 25, 2, 11);
  CheckAgainstXGBoost({{"objective", "binary:logistic"}, {"gamma", "2"}, {"tree_method", "exact"}}, 25, 2,
                      12);
  CheckAgainstXGBoost({{"objective", "multi:softprob"},
                       {"num_class", "5"},
                       {"num_parallel_tree", "7"},
                       {"subsample", "0.7"},
                       {"tree_method", "hist"}},
                      4, 5, 13);
  CheckAgainstXGBoost(
      {{"objective", "reg:squarederror"}, {"tree_method", "hist"}, {"grow_policy", "lossguide"}}, 25, 9, 14);
}

TEST_CASE("multi:softmax gives the probabilities whose largest XGBoost names") {
  const Settings settings = {{"objective", "multi:softmax"}, {"num_class", "4"}};
  const Rows rows = RandomRows(2000, 5, 21);
  const Judge judge(rows, settings, 10, 4, 21);
  const auto forest = Forest::Parse(judge.Bytes("ubj"));
  REQUIRE(forest.ok());
  std::vector<float> ours(rows.count() * 4);
  forest->PredictMargin(rows.values, absl::MakeSpan(ours));
  const std::vector<float> classes = judge.Predict(rows, 0);
  for (size_t r = 0; r < rows.count(); ++r) {
    const auto begin = ours.begin() + static_cast<std::ptrdiff_t>(r * 4);
    REQUIRE(std::max_element(begin, begin + 4) - begin == static_cast<std::ptrdiff_t>(classes[r]));
  }
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

TEST_CASE("rows of very many columns score the same") {
  const Rows rows = RandomRows(300, 4, 61);
  const Judge judge(rows, {{"objective", "binary:logistic"}}, 10, 2, 61);
  const std::vector<float> expected = judge.Predict(rows, Judge::kValues);
  for (const size_t width : {33, 5000, 40000}) {
    auto forest = Forest::Parse(Replaced(judge.Bytes("json"), "\"num_feature\":\"4\",\"num_target\"",
                                         "\"num_feature\":\"" + std::to_string(width) + "\",\"num_target\""));
    REQUIRE(forest.ok());
    REQUIRE(forest->num_features() == width);
    std::vector<float> wide(rows.count() * width);
    for (size_t i = 0; i < rows.values.size(); ++i) wide[i / 4 * width + i % 4] = rows.values[i];
    for (const Evaluator evaluator : Forest::Evaluators()) {
      forest->Use(evaluator);
      std::vector<float> ours(rows.count());
      forest->PredictBatch(wide, absl::MakeSpan(ours));
      CHECK(DifferingBits(ours, expected) == 0);
    }
  }
}

TEST_CASE("at a threshold of -inf only what is missing goes left") {
  const Judge judge(RandomRows(300, 1, 71), {{"objective", "reg:squarederror"}, {"max_depth", "1"}}, 1, 9,
                    71);
  std::string json = judge.Bytes("json");
  const size_t at = json.find("\"split_conditions\":[") + 20;
  json.replace(at, json.find(',', at) - at, "-Infinity");
  const size_t left = json.find("\"default_left\":[") + 16;
  json.replace(left, 1, "1");
  auto forest = Forest::Parse(json);
  INFO(forest.status());
  REQUIRE(forest.ok());
  const float inf = std::numeric_limits<float>::infinity();
  const std::vector<float> rows = {std::nanf(""), -inf, 0, inf, -inf, std::nanf(""), 1};
  for (const Evaluator evaluator : Forest::Evaluators()) {
    forest->Use(evaluator);
    std::vector<uint32_t> leaves(rows.size());
    forest->PredictLeaf(rows, absl::MakeSpan(leaves));
    CHECK(leaves == std::vector<uint32_t>{1, 2, 2, 2, 2, 1, 2});
    std::vector<float> scores(rows.size());
    forest->PredictMargin(rows, absl::MakeSpan(scores));
    CHECK(scores[0] == scores[5]);
    CHECK(scores[0] != scores[1]);
    CHECK(std::count(scores.begin(), scores.end(), scores[1]) == 5);
  }
}

}  // namespace
}  // namespace yachay::forest

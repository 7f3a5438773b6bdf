#include <cmath>
#include <string>

#include "forest/forest.h"
#include "forest/hard_rows.h"
#include "testing/catch.h"

namespace yachay::forest {
namespace {

using Settings = std::map<std::string, std::string>;

// Codes 0…40 in the first `categorical` columns.
Rows SomeRows(size_t count, size_t width, size_t categorical, unsigned seed) {
  Rows rows = RandomRows(count, width, seed);
  for (size_t i = 0; i < rows.values.size(); ++i) {
    if (i % width < categorical) rows.values[i] = (rows.values[i] + 5.0F) * 4.0F;
  }
  return rows;
}

void CheckContributions(const Settings& settings, int rounds, int classes, size_t categorical) {
  INFO(settings.at("objective"));
  const size_t width = 6;
  const Judge judge(SomeRows(1000, width, categorical, 1), settings, rounds, classes, 1, categorical);
  const auto forest = Forest::Parse(judge.Bytes("ubj"));
  REQUIRE(forest.ok());
  const Rows rows = SomeRows(300, width, categorical, 2);
  const std::vector<float> expected = judge.PredictMatrix(rows, Judge::kContributions);
  const size_t stride = forest->num_outputs() * (width + 1);
  REQUIRE(expected.size() == rows.count() * stride);
  std::vector<float> ours;
  std::vector<float> margins(rows.count() * forest->num_outputs());
  forest->PredictMargin(rows.values, absl::MakeSpan(margins));
  for (size_t r = 0; r < rows.count(); ++r) {
    REQUIRE(forest->Contributions(absl::MakeSpan(rows.values).subspan(r * width, width), &ours).ok());
    REQUIRE(ours.size() == stride);
    float worst = 0;
    for (size_t i = 0; i < stride; ++i) worst = std::max(worst, std::abs(ours[i] - expected[r * stride + i]));
    REQUIRE(worst <= 1e-5F);
    for (size_t o = 0; o < forest->num_outputs(); ++o) {
      double sum = 0;
      for (size_t i = 0; i <= width; ++i) sum += static_cast<double>(ours[o * (width + 1) + i]);
      REQUIRE(std::abs(sum - static_cast<double>(margins[r * forest->num_outputs() + o])) < 1e-3);
    }
  }
}

TEST_CASE("contributions equal XGBoost's pred_contribs and add up to the margin") {
  CheckContributions({{"objective", "binary:logistic"}, {"max_depth", "6"}}, 50, 2, 0);
  CheckContributions({{"objective", "multi:softprob"}, {"num_class", "3"}, {"max_depth", "5"}}, 20, 3, 0);
  CheckContributions({{"objective", "reg:squarederror"}, {"base_score", "3"}, {"max_depth", "8"}}, 20, 9, 0);
  CheckContributions({{"objective", "binary:logistic"}, {"booster", "dart"}, {"rate_drop", "0.4"}}, 20, 2, 0);
  CheckContributions({{"objective", "binary:logistic"}, {"tree_method", "hist"}, {"max_cat_to_onehot", "1"}},
                     20, 2, 3);
}

TEST_CASE("leaves are those of XGBoost's pred_leaf") {
  const Rows rows = RandomRows(500, 5, 3);
  const Judge judge(rows, {{"objective", "multi:softprob"}, {"num_class", "3"}, {"gamma", "1"}}, 10, 3, 3);
  const auto forest = Forest::Parse(judge.Bytes("json"));
  REQUIRE(forest.ok());
  REQUIRE(forest->num_trees() == 30);
  std::vector<uint32_t> ours(rows.count() * forest->num_trees());
  forest->PredictLeaf(rows.values, absl::MakeSpan(ours));
  const std::vector<float> expected = judge.PredictMatrix(rows, Judge::kLeaves);
  REQUIRE(expected.size() == ours.size());
  size_t differing = 0;
  for (size_t i = 0; i < ours.size(); ++i) differing += static_cast<float>(ours[i]) == expected[i] ? 0 : 1;
  CHECK(differing == 0);
}

TEST_CASE("a file without sum_hessian scores, and says why it cannot explain") {
  const Judge judge(RandomRows(500, 4, 5), {{"objective", "reg:squarederror"}}, 3, 9, 5);
  std::string json = judge.Bytes("json");
  for (size_t at = 0; (at = json.find("\"sum_hessian\"", at)) != std::string::npos; at += 5)
    json.replace(at, 13, "\"sum_xessian\"");
  const auto forest = Forest::Parse(json);
  REQUIRE(forest.ok());
  std::vector<float> ours;
  const absl::Status status = forest->Contributions({1, 2, 3, 4}, &ours);
  CHECK(status.code() == absl::StatusCode::kFailedPrecondition);
  CHECK(status.message().find("sum_hessian") != std::string_view::npos);
}

}  // namespace
}  // namespace yachay::forest

// Files written by XGBoost 1.0 to 3.2 (testdata/make.py), with the margins and predictions it gave itself.
// XGBoost 1.0 summed in another order than its successors: of its files, what XGBoost 1.7.4 makes of them is
// expected.
#include <bit>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "forest/forest.h"
#include "forest/xgboost_judge.h"
#include "testing/catch.h"

namespace yachay::forest {
namespace {

struct Expected {
  size_t rows = 0, columns = 0, outputs = 0;
  std::vector<float> values, margins, predictions;
};

void ReadFloats(std::istream& in, size_t count, std::vector<float>& floats) {
  for (size_t i = 0; i < count; ++i) {
    std::string bits;
    in >> bits;
    floats.push_back(std::bit_cast<float>(static_cast<uint32_t>(std::stoul(bits, nullptr, 16))));
  }
}

Expected ReadExpected(const std::filesystem::path& path) {
  std::ifstream in(path);
  Expected e;
  in >> e.rows >> e.columns >> e.outputs;
  for (size_t r = 0; r < e.rows; ++r) {
    ReadFloats(in, e.columns, e.values);
    ReadFloats(in, e.outputs, e.margins);
    ReadFloats(in, e.outputs, e.predictions);
  }
  return e;
}

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void AskJudge(const std::filesystem::path& path, Expected* expected) {
  const Judge judge(ReadFile(path));
  const Rows rows{expected->columns, expected->values};
  const std::vector<float> margins = judge.PredictMatrix(rows, Judge::kMargins);
  for (size_t i = 0; i < margins.size(); ++i) CHECK(std::abs(margins[i] - expected->margins[i]) < 1e-5F);
  expected->margins = margins;
  expected->predictions = judge.PredictMatrix(rows, Judge::kValues);
}

size_t Differing(const std::vector<float>& a, const std::vector<float>& b) {
  REQUIRE(a.size() == b.size());
  size_t differing = 0;
  for (size_t i = 0; i < a.size(); ++i)
    differing += std::bit_cast<uint32_t>(a[i]) == std::bit_cast<uint32_t>(b[i]) ? 0 : 1;
  return differing;
}

TEST_CASE("models of every version score as the XGBoost that wrote them") {
  size_t models = 0;
  for (const auto& entry : std::filesystem::directory_iterator(FOREST_TESTDATA)) {
    const std::filesystem::path& path = entry.path();
    if (path.extension() != ".json" && path.extension() != ".ubj") continue;
    ++models;
    auto forest = Forest::Parse(ReadFile(path));
    INFO(path.filename() << ": " << forest.status());
    CHECK(forest.ok());
    if (!forest.ok()) continue;
    Expected expected = ReadExpected(std::filesystem::path(path).replace_extension(".expected"));
    REQUIRE(expected.rows > 0);
    REQUIRE(forest->num_features() == expected.columns);
    REQUIRE(forest->num_outputs() == expected.outputs);
    if (path.filename().string().starts_with("1.0.")) AskJudge(path, &expected);
    std::vector<float> ours(expected.margins.size());
    for (const Evaluator evaluator : Forest::Evaluators()) {
      forest->Use(evaluator);
      forest->PredictMargin(expected.values, absl::MakeSpan(ours));
      CHECK(Differing(ours, expected.margins) == 0);
      forest->PredictBatch(expected.values, absl::MakeSpan(ours));
      CHECK(Differing(ours, expected.predictions) == 0);
    }
  }
  CHECK(models >= 40);
}

}  // namespace
}  // namespace yachay::forest

// Random models against XGBoost itself, bit for bit, on more than a million rows in every evaluator.
#include <algorithm>
#include <string>

#include "forest/forest.h"
#include "forest/hard_rows.h"
#include "testing/catch.h"

namespace yachay::forest {
namespace {

using Settings = std::map<std::string, std::string>;

// A random model: what is drawn, and the judge that trained it.
struct Draw {
  explicit Draw(unsigned seed) : random(seed) {
    width = 1 + random() % (random() % 4 == 0 ? 60 : 12);
    classes = 2 + static_cast<int>(random() % 5);
    Pick();
    if (random() % 3 == 0) Categorical();
    if (random() % 5 == 0) Dart();
    for (const auto& [name, value] : settings) text += name + "=" + value + " ";
    text += "seed=" + std::to_string(seed) + " width=" + std::to_string(width);
  }

  void Pick() {
    const std::string objectives[] = {"binary:logistic",   "binary:logitraw",     "multi:softprob",
                                      "multi:softprob",    "reg:squarederror",    "reg:logistic",
                                      "reg:gamma",         "reg:tweedie",         "count:poisson",
                                      "rank:pairwise",     "rank:ndcg",           "rank:map",
                                      "reg:absoluteerror", "reg:squaredlogerror", "reg:pseudohubererror",
                                      "binary:hinge"};
    const std::string objective = objectives[random() % std::size(objectives)];
    settings = {{"objective", objective}, {"max_depth", std::to_string(1 + random() % 9)}, {"seed", "1"}};
    if (objective == "multi:softprob") settings["num_class"] = std::to_string(classes);
    if (objective.starts_with("binary:") || objective == "reg:logistic" || objective == "rank:map")
      classes = 2;
    const std::string methods[] = {"hist", "approx", "exact"};
    settings["tree_method"] = methods[random() % 3];
    if (random() % 2 == 0) settings["num_parallel_tree"] = std::to_string(1 + random() % 4);
    if (random() % 2 == 0) settings["subsample"] = "0.6";
    if (random() % 3 == 0) settings["gamma"] = "1";
    if (random() % 3 == 0) settings["base_score"] = "0.3";
    if (settings["tree_method"] == "hist" && random() % 3 == 0) {
      settings["grow_policy"] = "lossguide";
      settings["max_depth"] = "0";
      settings["max_leaves"] = std::to_string(2 + random() % 300);
    }
  }

  void Categorical() {
    categorical = 1 + random() % width;
    settings["tree_method"] = random() % 2 == 0 ? "hist" : "approx";
    settings["max_cat_to_onehot"] = random() % 2 == 0 ? "64" : "1";
  }

  void Dart() {
    settings["booster"] = "dart";
    settings["rate_drop"] = "0.3";
    settings["one_drop"] = "1";
  }

  // Codes 0…40 in categorical columns.
  Rows Training() const {
    Rows rows = RandomRows(800, width, static_cast<unsigned>(width));
    for (size_t i = 0; i < rows.values.size(); ++i) {
      if (i % width < categorical) rows.values[i] = (rows.values[i] + 5.0F) * 4.0F;
    }
    return rows;
  }

  // Beside codes: unseen, negative, fractional, huge and infinite ones.
  Rows Asked(const std::string& bytes) {
    Rows rows = HardRows(6000, width, Thresholds(bytes), static_cast<unsigned>(random()),
                         !settings.contains("booster"));
    for (size_t i = 0; i < rows.values.size(); ++i) {
      if (i % width >= categorical || random() % 4 == 0) continue;
      rows.values[i] = static_cast<float>(random() % 55) + (random() % 8 == 0 ? 0.7F : 0.0F);
      if (random() % 20 == 0) rows.values[i] = random() % 2 == 0 ? 3e9F : 16777217.0F;
    }
    return rows;
  }

  std::mt19937 random;
  size_t width = 0;
  size_t categorical = 0;
  int classes = 0;
  Settings settings;
  std::string text;
};

size_t CheckDraw(Draw draw) {
  const Judge judge(draw.Training(), draw.settings, 3 + static_cast<int>(draw.random() % 20), draw.classes, 1,
                    draw.categorical);
  const std::string bytes = judge.Bytes(draw.random() % 2 == 0 ? "ubj" : "json");
  auto forest = Forest::Parse(bytes);
  INFO(draw.text << ": " << forest.status());
  REQUIRE(forest.ok());
  const Rows rows = draw.Asked(bytes);
  const bool dart = draw.settings.contains("booster");
  const auto margins =
      dart ? judge.PredictMatrix(rows, Judge::kMargins) : judge.Predict(rows, Judge::kMargins);
  const auto scores = dart ? judge.PredictMatrix(rows, Judge::kValues) : judge.Predict(rows, Judge::kValues);
  std::vector<float> ours(margins.size());
  for (const Evaluator evaluator : Forest::Evaluators()) {
    INFO("evaluator " << static_cast<int>(evaluator));
    forest->Use(evaluator);
    forest->PredictMargin(rows.values, absl::MakeSpan(ours));
    REQUIRE(DifferingBits(ours, margins) == 0);
    // In pieces of every size up to more than a block.
    const size_t outputs = forest->num_outputs();
    for (size_t first = 0, size = 1; first < rows.count(); first += size, size = size % 150 + 1) {
      size = std::min(size, rows.count() - first);
      forest->PredictBatch(absl::MakeSpan(rows.values).subspan(first * rows.width, size * rows.width),
                           absl::MakeSpan(ours).subspan(first * outputs, size * outputs));
    }
    REQUIRE(DifferingBits(ours, scores) == 0);
  }
  return rows.count();
}

TEST_CASE("random models score a million rows bit for bit as XGBoost") {
  size_t rows = 0;
  for (unsigned seed = 1; rows < 1'000'000; ++seed) rows += CheckDraw(Draw(seed));
  CHECK(rows >= 1'000'000);
}

}  // namespace
}  // namespace yachay::forest

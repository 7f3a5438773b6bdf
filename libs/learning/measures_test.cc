#include "learning/measures.h"

#include <vector>

#include "learning/test_learners.h"
#include "testing/catch.h"

namespace yachay::learning {
namespace {

struct Case {
  std::vector<double> chances;
  std::vector<int> correct;
  double auc, accuracy, rmse, log_loss;
};

// From scikit-learn 1.9.1: roc_auc_score, accuracy_score of p >= 0.5, the root of mean_squared_error,
// log_loss.
const Case kCases[] = {
    {{.1, .4, .35, .8}, {0, 0, 1, 1}, 0.75, 0.75, 0.3976493430146717, 0.47228795380917615},
    {{.5, .5, .5, .5, .9}, {0, 1, 0, 1, 1}, 0.6666666666666666, 0.6, 0.44944410108488464, 0.5755898475795215},
    {{.2, .2, .7, .7, .7, .1, .95},
     {1, 0, 1, 0, 1, 0, 0},
     0.5416666666666666,
     0.5714285714285714,
     0.5685193802451115,
     0.9787138493090753},
    {{.01, .99, .3, .3, .6, .6, .6, .45},
     {0, 1, 1, 0, 0, 1, 1, 0},
     0.78125,
     0.75,
     0.427595018680059,
     0.5145659250166785},
};

TEST_CASE("the measures are scikit-learn's") {
  for (const Case& c : kCases) {
    const Measures measures = Measure(c.chances, c.correct);
    CHECK(measures.answers == c.chances.size());
    CHECK(measures.auc == Approx(c.auc).epsilon(1e-12));
    CHECK(measures.accuracy == Approx(c.accuracy).epsilon(1e-12));
    CHECK(measures.rmse == Approx(c.rmse).epsilon(1e-12));
    CHECK(measures.log_loss == Approx(c.log_loss).epsilon(1e-12));
  }
}

TEST_CASE("the AUC is the share of pairs in order, ties counting half") {
  Dice dice(2);
  for (int round = 0; round < 50; ++round) {
    std::vector<double> chances;
    std::vector<int> correct;
    for (int i = 0; i < 60; ++i) {
      chances.push_back(dice.Below(12) / 12.0);
      correct.push_back(dice.Chance(chances.back()) ? 1 : 0);
    }
    double in_order = 0, pairs = 0;
    for (std::size_t i = 0; i < chances.size(); ++i) {
      for (std::size_t j = 0; j < chances.size(); ++j) {
        if (correct[i] != 1 || correct[j] != 0) continue;
        pairs += 1;
        in_order += chances[i] > chances[j] ? 1 : chances[i] == chances[j] ? 0.5 : 0;
      }
    }
    CHECK(Measure(chances, correct).auc == Approx(in_order / pairs).epsilon(1e-12));
  }
}

TEST_CASE("answers that are all alike have no order, and none have no measures") {
  const std::vector<double> chances = {0.2, 0.9};
  CHECK(Measure(chances, std::vector<int>{1, 1}).auc == 0.5);
  CHECK(Measure({}, {}).answers == 0);
  CHECK(Measure({}, {}).rmse == 0);
}

}  // namespace
}  // namespace yachay::learning

#include "learning/fit.h"

#include <cmath>

#include "learning/counts_model.h"
#include "learning/measures.h"
#include "learning/test_learners.h"
#include "testing/catch.h"

namespace yachay::learning {
namespace {

double Correlation(const std::vector<double>& a, const std::vector<double>& b) {
  double ma = 0, mb = 0, ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) ma += a[i] / 40, mb += b[i] / 40;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += (a[i] - ma) * (b[i] - mb), aa += (a[i] - ma) * (a[i] - ma), bb += (b[i] - mb) * (b[i] - mb);
  }
  return ab / std::sqrt(aa * bb);
}

Measures MeasureElo(const std::vector<History>& histories, const Calibration& calibration) {
  std::vector<double> chances;
  std::vector<int> correct;
  for (const History& history : histories) {
    Replay(history, calibration, [&](const TracerState& state, const Answer& answer) {
      chances.push_back(SuccessChance(state, calibration, answer.item, answer.skills, answer.occurred_at_ms));
      correct.push_back(answer.correct ? 1 : 0);
    });
  }
  return Measure(chances, correct);
}

TEST_CASE("difficulties are found: their order, their size, and what they foretell of others") {
  const auto train = RaschLearners(600, 40, 1), test = RaschLearners(200, 40, 2);
  const Calibration fitted = FitCalibration(Pointers(train));
  std::vector<double> found, truth;
  for (int i = 0; i < 40; ++i) {
    const std::string item = "i" + std::to_string(i), skill = "s" + std::to_string(i % 4);
    found.push_back(fitted.ItemDifficulty(item) + fitted.SkillDifficulty(skill));
    truth.push_back(TrueDifficulty(i));
    CHECK(found.back() == Approx(truth.back()).margin(0.6));
  }
  CHECK(Correlation(found, truth) > 0.98);
  CHECK(MeasureElo(test, fitted).auc > MeasureElo(test, {}).auc + 0.1);
  CHECK(MeasureElo(test, fitted).log_loss < MeasureElo(test, {}).log_loss);
  CHECK(fitted.item_answers.at("i3") > 100);
  CHECK(fitted.bkt.size() == 4);
}

TEST_CASE("an item answered once stays near its skill; one never answered is average") {
  auto train = RaschLearners(100, 20, 3);
  train[0].answers.push_back({.item = "rare", .skills = {"s1"}, .correct = false});
  const Calibration fitted = FitCalibration(Pointers(train));
  CHECK(std::abs(fitted.ItemDifficulty("rare")) < 0.7);
  CHECK(fitted.ItemDifficulty("rare") > 0);
  CHECK(fitted.ItemDifficulty("never") == 0);
}

TEST_CASE("the same histories give the same calibration, which survives being written") {
  const auto train = RaschLearners(80, 20, 4);
  const Calibration fitted = FitCalibration(Pointers(train), {.version = "v"});
  CHECK(ToJson(fitted) == ToJson(FitCalibration(Pointers(train), {.version = "v"})));
  const auto read = ParseCalibration(ToJson(fitted));
  REQUIRE(read.ok());
  CHECK(read->items == fitted.items);
  CHECK(read->skills == fitted.skills);
  CHECK(read->bkt == fitted.bkt);
  CHECK(ToJson(*read) == ToJson(fitted));
}

TEST_CASE("nothing to fit on gives the defaults") {
  const Calibration fitted = FitCalibration({});
  CHECK(fitted.items.empty());
  CHECK(fitted.parameters.k_start == TracerParameters{}.k_start);
}

TEST_CASE("logistic regression on counts foretells others, and knows no more of strangers than chance") {
  const auto train = RaschLearners(600, 40, 5), test = RaschLearners(200, 40, 6);
  const CountsModel model = CountsModel::Fit(Pointers(train));
  std::vector<double> chances;
  std::vector<int> correct;
  for (const History& history : test) {
    for (const double chance : model.Foretell(history)) chances.push_back(chance);
    for (const PastAnswer& answer : history.answers) correct.push_back(answer.correct ? 1 : 0);
  }
  CHECK(Measure(chances, correct).auc > 0.72);
  CHECK(model.Foretell({"x", {{.item = "never", .skills = {"never"}}}}).at(0) == Approx(0.5).margin(0.25));
  CHECK(model.Foretell(test[0]) == CountsModel::Fit(Pointers(train)).Foretell(test[0]));
}

}  // namespace
}  // namespace yachay::learning

#include "training/promotion.h"

#include "testing/catch.h"

namespace yachay::training {
namespace {

// `right` rows right (class 0), the others wrong.
std::vector<int> Predictions(size_t rows, size_t right) {
  std::vector<int> predictions(rows, 1);
  std::fill_n(predictions.begin(), right, 0);
  return predictions;
}

const std::vector<int> kLabels(100, 0);

TEST_CASE("without a champion the candidate is promoted") {
  const Decision decision = DecidePromotion(kLabels, Predictions(100, 10), std::nullopt);
  CHECK(decision.promote);
  CHECK_FALSE(decision.comparison.has_value());
}

TEST_CASE("a candidate that is surely better is promoted, with the figures as the reason") {
  const auto champion = Predictions(100, 80);
  const Decision decision = DecidePromotion(kLabels, Predictions(100, 90), champion);
  CHECK(decision.promote);
  CHECK(decision.comparison->only_candidate_right == 10);
  CHECK(decision.comparison->p == Approx(2.0 / 1024));
  CHECK(decision.reason ==
        "better: on the same 100 held-out rows it is right on 90, the champion on 80 (McNemar p = 0.00195; "
        "noise floor 8.00 points)");
  CHECK(decision.comparison->noise_floor == Approx(0.08));  // 9 to 1 is sure, 8 to 2 is not
  CHECK_FALSE(Forced(decision).forced);
}

TEST_CASE("a candidate that may be better by chance is not promoted") {
  const auto champion = Predictions(100, 80);
  const Decision decision = DecidePromotion(kLabels, Predictions(100, 84), champion);
  CHECK_FALSE(decision.promote);
  CHECK(decision.reason.starts_with("not surely better"));
  const Decision forced = Forced(decision);
  CHECK(forced.promote);
  CHECK(forced.forced);
  CHECK(forced.reason == "forced, against the evidence: " + decision.reason);
}

TEST_CASE("a candidate that is surely worse is not promoted, however small p is") {
  const auto champion = Predictions(100, 90);
  const Decision decision = DecidePromotion(kLabels, Predictions(100, 60), champion);
  CHECK_FALSE(decision.promote);
  CHECK(decision.comparison->p < kPromotionLevel);
}

TEST_CASE("a class that the labels do not know is wrong") {
  const std::vector<int> champion(100, -1);
  CHECK(DecidePromotion(kLabels, Predictions(100, 90), champion).comparison->champion_right == 0);
}

}  // namespace
}  // namespace yachay::training

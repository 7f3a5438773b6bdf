#include "core/band.h"

#include "learning/tracer.h"
#include "testing/catch.h"

namespace yachay::recommendation {
namespace {

Learner Known(double answers, double correct) {
  Learner learner;
  learner.answers = answers;
  learner.correct = correct;
  return learner;
}

TEST_CASE("who answers as the band wants has the policy's band") {
  const Band band = BandFor(Known(100, 78), 0, {});
  CHECK(band.low == Approx(0.70));
  CHECK(band.high == Approx(0.85));
}

TEST_CASE("losing, low engagement, being new and asking for easy make it easier; winning and hard, harder") {
  const double usual = BandFor(Known(100, 78), 0, {}).middle();
  CHECK(BandFor(Known(100, 40), 0, {}).middle() == Approx(usual + 0.05));
  CHECK(BandFor(Known(100, 100), 0, {}).middle() == Approx(usual - 0.05));
  CHECK(BandFor(Known(100, 78), 1, {}).middle() == Approx(usual + 0.08));
  CHECK(BandFor({}, 0, {}).middle() == Approx(usual + 0.03));
  Learner stated = Known(100, 78);
  stated.preferences["challenge"] = "easy";
  CHECK(BandFor(stated, 0, {}).middle() == Approx(usual + 0.08));
  stated.preferences["challenge"] = "hard";
  CHECK(BandFor(stated, 0, {}).middle() == Approx(usual - 0.08));
}

TEST_CASE("three lost answers say little; the band has its limits") {
  CHECK(BandFor(Known(1, 0), 0, {}).middle() < BandFor(Known(50, 0), 0, {}).middle());
  Learner all = Known(50, 0);
  all.preferences["challenge"] = "easy";
  CHECK(BandFor(all, 1, {}).high == Approx(0.95));
}

TEST_CASE("the next difficulty gives the success that was aimed at, with and without guessing") {
  Learner learner = Known(20, 15);
  learner.ability = 0.6;
  learner.abilities["fractions"] = -0.4;
  for (const int choices : {0, 2, 4}) {
    const Band band = BandFor(learner, 0, {});
    const DifficultyAdvice advice = NextDifficulty(learner, "fractions", choices, band);
    CHECK(advice.success == Approx(band.middle()));
    CHECK(learning::SuccessChance(0.6, {-0.4}, advice.easiest, choices) == Approx(band.high));
    CHECK(learning::SuccessChance(0.6, {-0.4}, advice.hardest, choices) == Approx(band.low));
    CHECK(advice.easiest < advice.difficulty);
    CHECK(advice.difficulty < advice.hardest);
  }
}

TEST_CASE(
    "a skill never tried counts as average; beyond the scale the ends are given, with the true chance") {
  const Band band{0.7, 0.85};
  CHECK(NextDifficulty({}, "new", 0, band).difficulty == Approx(-std::log(0.775 / 0.225)));
  Learner strong;
  strong.ability = 9;
  const DifficultyAdvice advice = NextDifficulty(strong, "new", 0, band);
  CHECK(advice.difficulty == 4);
  CHECK(advice.success > 0.99);
}

}  // namespace
}  // namespace yachay::recommendation

// Expected values are SciPy 1.11.4's and Evidently 0.4.4's; each case says how they were made.
#include "drift/tests.h"

#include <cmath>

#include "drift/kolmogorov.h"
#include "testing/catch.h"

namespace yachay::drift {
namespace {

Counts<double> Count(const std::vector<double>& values) {
  return CountsOf({.name = "x", .kind = ColumnKind::kNumber, .numbers = values, .categories = {}}).Numbers();
}

// (i * step mod modulus) / divisor for i < n: NumPy makes the same doubles.
Counts<double> Lattice(int n, int step, int modulus, double divisor) {
  std::vector<double> values;
  for (int i = 0; i < n; ++i) values.push_back(i * step % modulus / divisor);
  return Count(values);
}

TEST_CASE("Kolmogorov–Smirnov is exact on samples of unequal and of equal size") {
  // x = (np.arange(300)*37%101)/7; y = (np.arange(170)*53%89)/6; ks_2samp(x, y); ks_2samp(x[:170], y)
  const auto y = Lattice(170, 53, 89, 6);
  const auto unequal = KolmogorovSmirnovTest(Lattice(300, 37, 101, 7), y);
  CHECK(unequal.distance == Approx(0.03803921568627451).epsilon(1e-14));
  CHECK(unequal.p_value == Approx(0.9954238741346715).epsilon(1e-12));
  const auto equal = KolmogorovSmirnovTest(Lattice(170, 37, 101, 7), y);
  CHECK(equal.distance == Approx(0.03529411764705882).epsilon(1e-14));
  CHECK(equal.p_value == Approx(0.9999414021028782).epsilon(1e-12));
}

TEST_CASE("Kolmogorov–Smirnov of a sample with itself is 1, of disjoint samples the least possible") {
  CHECK(KolmogorovSmirnovTest(Count({1, 2, 3}), Count({1, 2, 3})).p_value == 1);
  const auto disjoint = KolmogorovSmirnovTest(Count({1, 2, 3}), Count({7, 8, 9}));
  CHECK(disjoint.distance == 1);
  CHECK(disjoint.p_value == Approx(0.1).epsilon(1e-14));  // 2 of the 20 orders
}

TEST_CASE("The one-sample distribution equals SciPy's in every regime") {
  struct Case {
    int n;
    double d;
    double survival;
  };
  const std::vector<Case> cases = {
      // kstwo.sf(d, n)
      {5, 0.3, 0.664},
      {20, 0.15, 0.7044671549442872},
      {140, 0.05, 0.8576480297656114},
      {140, 0.1, 0.11353657290090946},
      {100, 0.25, 5.408871776434847e-06},
      {909, 0.02, 0.8529586932871642},
      {909, 0.03, 0.3791073149052684},
      {909, 0.045, 0.048845666000177146},
      {909, 0.06, 0.002752251043351542},
      {50000, 0.004, 0.3994316646755731},
      {50000, 0.001, 0.9999999997471354},
      {5, 0.6, 0.03008000000000001},
      {10, 0.95, 1.9531250000000172e-13},
      {200, 0.004, 1.0},
      {5000, 0.0001, 1.0},
      {5000, 0.012, 0.4639912166690191},
  };
  for (const Case& c : cases) {
    INFO("n " << c.n << " d " << c.d);
    CHECK(KolmogorovSurvival(c.n, c.d) == Approx(c.survival).epsilon(1e-10));
  }
}

TEST_CASE("chi² equals the published value and SciPy's") {
  // Published: values 1–6, reference [16,18,16,14,12,12] against [16,16,16,16,16,8]: p = 0.67309.
  const double p = ChiSquarePValue({{16, 18, 16, 14, 12, 12}, {16, 16, 16, 16, 16, 8}});
  CHECK(p == Approx(0.6730876006966301).epsilon(1e-12));  // chisquare(current, reference)
  // chi2.sf(x, k), through counts that have this statistic: k = 1, off² / expected · 2 = 30
  CHECK(ChiSquarePValue({{60, 60}, {90, 30}}) == Approx(4.3204630578274955e-08).epsilon(1e-11));
}

TEST_CASE("chi² of a category that the reference lacks is 0; of one shared key 1") {
  CHECK(ChiSquarePValue({{10, 0, 5}, {9, 1, 5}}) == 0);
  CHECK(ChiSquarePValue({{10}, {3}}) == 1);
}

TEST_CASE("The z-test of proportions") {
  CHECK(ProportionsPValue({{10}, {99}}) == 1);
  CHECK(ProportionsPValue({{50, 50}, {20, 20}}) == 1);
  // 2*(1-norm.cdf(abs((.4-.5)/sqrt(.44*.56*(1/60+1/90))))) with 24 of 60 and 42 of 90
  const double z = (24.0 / 60 - 42.0 / 90) / std::sqrt(0.44 * 0.56 * (1.0 / 60 + 1.0 / 90));
  CHECK(ProportionsPValue({{36, 24}, {48, 42}}) == Approx(std::erfc(std::abs(z) / std::sqrt(2.0))));
  CHECK(ProportionsPValue({{10, 0}, {0, 10}}) < 1e-4);
}

TEST_CASE("Normed Wasserstein") {
  // wasserstein_distance(x, y) / max(np.std(x), 0.001), x and y as above
  CHECK(NormedWasserstein(Lattice(300, 37, 101, 7), Lattice(170, 53, 89, 6)) ==
        Approx(0.05856911882534859).epsilon(1e-13));
  CHECK(NormedWasserstein(Count({3, 3, 3}), Count({4, 4})) == Approx(1000));  // the deviation's floor, 0.001
  CHECK(NormedWasserstein(Count({1, 2, 3}), Count({1, 2, 3, 1, 2, 3})) == 0);
}

TEST_CASE("Jensen–Shannon runs from 0 to √ln 2") {
  CHECK(JensenShannonDistance({{5, 5}, {50, 50}}) == 0);
  CHECK(JensenShannonDistance({{7, 0}, {0, 3}}) == Approx(std::sqrt(std::log(2.0))).epsilon(1e-15));
}

TEST_CASE("Homogeneity asks whether two samples are of one population") {
  // chi2_contingency([[30, 50, 20], [45, 40, 15]], correction=False)
  CHECK(HomogeneityPValue({{30, 50, 20}, {45, 40, 15}}) == Approx(0.08957326253887996).epsilon(1e-12));
  CHECK(HomogeneityPValue({{10}, {99}}) == 1);
  CHECK(HomogeneityPValue({{500, 0}, {499, 1}}) > 0.3);  // one value of a new category is no alarm
  CHECK(HomogeneityPValue({{500, 0}, {400, 100}}) < 1e-10);
}

TEST_CASE("Benjamini–Hochberg: a p-value is compared with its rank") {
  // scipy.stats.false_discovery_control([.01, .04, .03, .005])
  const auto adjusted = BenjaminiHochberg({0.01, 0.04, 0.03, 0.005});
  CHECK(adjusted[0] == Approx(0.02));
  CHECK(adjusted[1] == Approx(0.04));
  CHECK(adjusted[2] == Approx(0.04));
  CHECK(adjusted[3] == Approx(0.02));
  CHECK(BenjaminiHochberg({}).empty());
}

TEST_CASE("PSI and KL fill empty bins as Evidently does") {
  // Shares .5 .5 0 against .25 .25 .5: the 0 counts as 0.0001.
  const double part = (0.5 - 0.25) * std::log(2.0);
  const double filled = (0.0001 - 0.5) * std::log(0.0001 / 0.5);
  CHECK(PopulationStabilityIndex({{2, 2, 0}, {1, 1, 2}}) == Approx(2 * part + filled).epsilon(1e-14));
  // A least share of 1e-4 or less: a millionth of it.
  const double tiny = (1e-10 - 0.5) * std::log(1e-10 / 0.5);
  const double low = (1e-4 - 0.25) * std::log(1e-4 / 0.25);
  const double high = (0.9999 - 0.25) * std::log(0.9999 / 0.25);
  CHECK(PopulationStabilityIndex({{1, 9999, 0}, {1, 1, 2}}) == Approx(tiny + low + high).epsilon(1e-14));
  CHECK(KullbackLeiblerDivergence({{3, 1}, {3, 1}}) == 0);
  CHECK(KullbackLeiblerDivergence({{3, 1}, {1, 3}}) == Approx(0.5 * std::log(3.0)).epsilon(1e-14));
}

TEST_CASE("Sturges bins: equal widths, the last one closed") {
  // np.histogram_bin_edges([0..7, 0..7], 'sturges'): ⌈7 / (7 / (log2(16) + 1))⌉ = 5 bins of 1.4
  const auto x = Count({0, 1, 2, 3, 4, 5, 6, 7});
  const Aligned bins = AlignBins(x, x);
  CHECK(bins.reference == std::vector<int64_t>{2, 1, 2, 1, 2});
  CHECK(bins.current == bins.reference);
  CHECK(AlignBins(Count({3}), Count({3, 3})).current == std::vector<int64_t>{2});
}

}  // namespace
}  // namespace yachay::drift

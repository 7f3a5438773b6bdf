// The statistical tests behind a verdict, each a pure function of two columns' counts.
//
// A p-value is small, a distance large, when the two differ. Every function REQUIRES at least one value on
// both sides and answers the value that SciPy 1.11 / Evidently 0.4 to 0.7 answer on the same rows, to about
// 1e-12.
#ifndef DRIFT_TESTS_H_
#define DRIFT_TESTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "drift/column.h"

namespace yachay::drift {

// Counts of the same bins or keys on both sides; the totals include what lies outside of every bin.
struct Aligned {
  std::vector<int64_t> reference;
  std::vector<int64_t> current;
};

// Per value, over the union of both sides' values, ascending.
Aligned AlignValues(const Counts<double>& reference, const Counts<double>& current);
Aligned AlignValues(const Counts<std::string>& reference, const Counts<std::string>& current);
// Equal bins between the least and the greatest value of both: ⌈log2(n) + 1⌉ of them (Sturges), the last
// closed.
Aligned AlignBins(const Counts<double>& reference, const Counts<double>& current);

// The same, with the number of bins that Sturges gives for as many rows as there are distinct values: what
// Evidently's Hellinger distance has.
Aligned AlignDistinctBins(const Counts<double>& reference, const Counts<double>& current);

// Largest distance between the two empirical distribution functions, 0 to 1, and its two-sided p-value: exact
// when both sides have at most 10,000 values, else by the distribution of the one-sample statistic.
struct KolmogorovSmirnov {
  double distance;
  double p_value;
};
KolmogorovSmirnov KolmogorovSmirnovTest(const Counts<double>& reference, const Counts<double>& current);
// The p-value of such a distance between samples of these sizes.
double KolmogorovSmirnovPValue(double distance, int64_t reference_rows, int64_t current_rows);

// p-value of a goodness of fit of `current` to the shares of `reference`; k − 1 degrees of freedom. A key
// that the reference lacks makes it 0; a single shared key makes it 1.
double ChiSquarePValue(const Aligned& counts);

// p-value of a chi² test that both sides are samples of one population. Keys with fewer than 5 expected
// values on a side are counted together (Cochran's rule); a single key makes it 1.
double HomogeneityPValue(const Aligned& counts);

// Two-sided p-value that the share of the first key is the same on both sides (pooled z). REQUIRES one or two
// keys; with one key it is 1.
double ProportionsPValue(const Aligned& counts);

inline constexpr double kLeastDeviation = 0.001;
// With n in the denominator.
double StandardDeviation(const Counts<double>& counts);

// Earth mover's distance over max(standard deviation of the reference, kLeastDeviation).
double NormedWasserstein(const Counts<double>& reference, const Counts<double>& current);

// Square root of the Jensen–Shannon divergence, natural logarithm: 0 to √ln 2.
double JensenShannonDistance(const Aligned& counts);

// Population stability index Σ(r − c)·ln(r/c), and Kullback–Leibler divergence Σ r·ln(r/c). An empty bin
// counts as 0.0001, or as a millionth of the side's least share where that is at most 0.0001.
double PopulationStabilityIndex(const Aligned& counts);
double KullbackLeiblerDivergence(const Aligned& counts);

// √(1 − Σ√(r·c)): 0 to 1.
double HellingerDistance(const Aligned& counts);

// Benjamini and Hochberg's (1995) adjusted p-values, in the order given: a column is drifted at false
// discovery rate q when its adjusted value is at most q.
std::vector<double> BenjaminiHochberg(const std::vector<double>& p_values);

}  // namespace yachay::drift

#endif  // DRIFT_TESTS_H_

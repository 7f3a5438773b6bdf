// The distribution of the two-sided one-sample Kolmogorov–Smirnov statistic. Internal to the library.
#ifndef DRIFT_KOLMOGOROV_H_
#define DRIFT_KOLMOGOROV_H_

namespace yachay::drift {

// P(D_n ≥ d) for n ≥ 1 rows, 0 ≤ d ≤ 1: exact (Durbin's matrix, Smirnov's sum) where that is affordable, else
// the Pelz–Good series (1e-8 and better for n > 140). After Simard and L'Ecuyer (2011), as SciPy's kstwo.sf.
double KolmogorovSurvival(int n, double d);

}  // namespace yachay::drift

#endif  // DRIFT_KOLMOGOROV_H_
